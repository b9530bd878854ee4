using System.Text;
using Dragoman.DataPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class FrameBufferTests
{
    [Theory]
    [InlineData("event: a\ndata: 1\n\nevent: b\ndata: 2\n\n")]
    [InlineData("event: a\r\ndata: 1\r\n\r\nevent: b\r\ndata: 2\r\n\r\n")]
    [InlineData(": comment\n\ndata: {\"x\":\"\\n\\n\"}\n\n")]
    public void H_326_only_whole_frames_go_out_and_no_byte_changes_however_they_arrive(string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            using var buffer = new FrameBuffer();
            var passed = new List<byte>();
            for (var at = 0; at < bytes.Length; at += size)
            {
                buffer.Add(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
                if (buffer.Whole.Length > 0)
                {
                    var whole = Encoding.UTF8.GetString(buffer.Whole);
                    (whole.EndsWith("\n\n", StringComparison.Ordinal) || whole.EndsWith("\r\n\r\n", StringComparison.Ordinal)).ShouldBeTrue();
                    passed.AddRange(buffer.Whole);
                    buffer.TakeWhole();
                }
            }

            passed.ToArray().ShouldBe(bytes);
        }
    }

    [Fact]
    public void A_frame_that_is_not_complete_waits()
    {
        using var buffer = new FrameBuffer();
        buffer.Add("event: a\ndata: {\"half\""u8).ShouldBe(0);
        buffer.Whole.Length.ShouldBe(0);
        buffer.Add(":1}\n\n"u8).ShouldBeGreaterThan(0);
    }
}
