using System.Text;
using Dragoman.Dialects.Sse;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Dialects.Tests.Sse;

public sealed class SseFrameReaderTests
{
    private static List<string> Read(byte[] stream, int chunk)
    {
        using var reader = new SseFrameReader();
        var frames = new List<string>();
        for (var at = 0; at < stream.Length; at += chunk)
        {
            reader.Append(stream.AsSpan(at, Math.Min(chunk, stream.Length - at)));
            while (reader.TryRead(out var frame))
            {
                frames.Add(Text(frame));
            }
        }

        while (reader.TryReadLast(out var last))
        {
            frames.Add(Text(last));
        }

        return frames;
    }

    private static string Text(SseFrame frame) => $"{Encoding.UTF8.GetString(frame.Name)}|{Encoding.UTF8.GetString(frame.Data)}";

    [Theory]
    [InlineData("event: a\ndata: 1\n\n", "a|1")]
    [InlineData("event:a\r\ndata:1\r\n\r\n", "a|1")]
    [InlineData("event: a\rdata: 1\r\r", "a|1")]
    [InlineData("\uFEFFdata: 1\n\n", "|1")]
    [InlineData(": comment\n\ndata: 1\n\n", "|1")]
    [InlineData("id: 7\nretry: 9\nfoo: x\ndata: 1\n\n", "|1")]
    [InlineData("data: 1\ndata: 2\ndata:\ndata: 3\n\n", "|1\n2\n\n3")]
    [InlineData("data: é😀\n\n", "|é😀")]
    [InlineData("data: 1\n\ndata: 2", "|1;|2")]
    [InlineData("data: 1\n\ndata: 2\n", "|1;|2")]
    [InlineData("event: a\n\ndata: 1\n\n", "|1")]
    [InlineData("data:  two spaces\n\n", "| two spaces")]
    [InlineData("\n\n\n", "")]
    [InlineData("data: [DONE]\n\ndata:[DONE]\n\n", "|[DONE];|[DONE]")]
    [InlineData("event: ping\ndata: {\"type\":\"ping\"}\n\n", "ping|{\"type\":\"ping\"}")]
    public void H_295_H_296_H_297_H_307_frames_are_the_same_at_every_chunking(string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var chunk = 1; chunk <= bytes.Length; chunk++)
        {
            string.Join(';', Read(bytes, chunk)).ShouldBe(expected, $"chunks of {chunk}");
        }
    }

    [Fact]
    public void Any_text_is_cut_the_same_at_every_chunking()
    {
        var text = Gen.Elements("data: ", "event: ", "a", "\n", "\r", "\r\n", ":", "é", "\n\n", "{\"x\":1}").ArrayOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), stream =>
        {
            var bytes = Encoding.UTF8.GetBytes(stream);
            var whole = Read(bytes, Math.Max(1, bytes.Length));
            return Enumerable.Range(1, 7).All(chunk => Read(bytes, chunk).SequenceEqual(whole));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Arbitrary_bytes_never_throw()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            Read(bytes ?? [], 3);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void H_306_a_line_of_sixteen_megabytes_is_read_and_one_without_end_is_refused()
    {
        using var reader = new SseFrameReader();
        var chunk = new byte[1024 * 1024];
        chunk.AsSpan().Fill((byte)'x');
        reader.Append("data: "u8);
        for (var i = 0; i < 16; i++)
        {
            reader.Append(chunk);
            reader.TryRead(out _).ShouldBeFalse();
        }

        reader.Append("\n\n"u8);
        reader.TryRead(out var frame).ShouldBeTrue();
        frame.Data.Length.ShouldBe(16 * 1024 * 1024);
        for (var i = 0; i < 65 && !reader.IsOverflown; i++)
        {
            reader.Append(chunk);
        }

        reader.IsOverflown.ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void H_496_reading_allocates_nothing()
    {
        using var reader = new SseFrameReader();
        var frame = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\"}\n\n"u8.ToArray();
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                reader.Append(frame);
                reader.TryRead(out _);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated.ShouldBe(0);
    }
}
