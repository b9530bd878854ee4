using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.EventStream;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.EventStream;

public sealed class EventStreamReaderTests
{
    private const string Shown = ":event-type=chunk :content-type=application/json :message-type=event |";

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_checksum_is_that_of_ieee_802_3_wherever_the_bytes_are_cut(string text, uint expected)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Crc32.Compute(bytes).ShouldBe(expected);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Crc32.Append(Crc32.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(expected);
        }
    }

    [Fact]
    public void H_304_frames_are_the_same_at_every_chunking()
    {
        byte[] stream = [.. Frames.Event("chunk", "{\"a\":1}"), .. Frames.Empty, .. Frames.Event("chunk", "é😀")];
        for (var chunk = 1; chunk <= stream.Length; chunk++)
        {
            Frames.Read(stream, chunk).ShouldBe([Shown + "{\"a\":1}", "|", Shown + "é😀"], $"chunks of {chunk}");
        }
    }

    [Fact]
    public void Headers_of_every_type_are_read()
    {
        using var output = new ByteWriter();
        var writer = new EventStreamWriter(output);
        writer.BeginFrame();
        writer.Header("t"u8, EventStreamHeaderType.True, []);
        writer.Header("f"u8, EventStreamHeaderType.False, []);
        writer.Header("byte"u8, EventStreamHeaderType.Byte, [0xCF]);
        writer.Header("short"u8, EventStreamHeaderType.Int16, [0, 42]);
        writer.Header("int"u8, EventStreamHeaderType.Int32, [0, 0, 0xA0, 0x0C]);
        writer.Header("long"u8, EventStreamHeaderType.Int64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]);
        writer.Header("buf"u8, EventStreamHeaderType.Bytes, "\0\u0001"u8);
        writer.Header("text"u8, "plain"u8);
        writer.Header("none"u8, ""u8);
        writer.Header("when"u8, EventStreamHeaderType.Timestamp, [0, 0, 0, 0, 0, 0, 0x03, 0xE8]);
        writer.Header("id"u8, EventStreamHeaderType.Uuid, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        writer.EndHeaders();
        output.Write("{}"u8);
        writer.EndFrame();
        for (var chunk = 1; chunk < 40; chunk++)
        {
            Frames.Read(output.Written.ToArray(), chunk).ShouldBe(
                ["t=True:1 f=False:0 byte=Byte:-49 short=Int16:42 int=Int32:40972 long=Int64:-2 buf=0001 text=plain none= when=Timestamp:1000 "
                    + "id=0102030405060708090A0B0C0D0E0F10 |{}"]);
        }
    }

    [Fact]
    public void The_headers_of_a_failure_are_at_hand_by_name()
    {
        using var reader = new EventStreamReader();
        reader.Append(Frames.Exception("throttlingException", "{\"message\":\"slow\"}"));
        reader.TryRead(out var frame).ShouldBeTrue();
        frame.IsFailure.ShouldBeTrue();
        Encoding.UTF8.GetString(frame.ExceptionType).ShouldBe("throttlingException");
        Encoding.UTF8.GetString(frame.ContentType).ShouldBe("application/json");

        using var output = new ByteWriter();
        var writer = new EventStreamWriter(output);
        writer.BeginFrame();
        writer.Header(":message-type"u8, "error"u8);
        writer.Header(":error-code"u8, "InternalError"u8);
        writer.Header(":error-message"u8, "it broke"u8);
        writer.EndHeaders();
        writer.EndFrame();
        reader.Append(output.Written);
        reader.TryRead(out frame).ShouldBeTrue();
        frame.IsFailure.ShouldBeTrue();
        Encoding.UTF8.GetString(frame.ErrorCode).ShouldBe("InternalError");
        Encoding.UTF8.GetString(frame.ErrorMessage).ShouldBe("it broke");
        frame.Payload.IsEmpty.ShouldBeTrue();
        frame.EventType.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void H_304_one_wrong_bit_anywhere_ends_the_stream()
    {
        var whole = Frames.Event("chunk", "{\"bytes\":\"e30=\"}");
        for (var at = 0; at < whole.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] broken = [.. whole, .. whole];
                broken[at] ^= (byte)(1 << bit);
                var fault = at < 12 ? "PreludeChecksum" : "MessageChecksum";
                Frames.Read(broken, 7).ShouldBe([fault], $"byte {at}, bit {bit}");
            }
        }
    }

    [Fact]
    public void H_304_a_frame_cut_anywhere_stays_pending()
    {
        var whole = Frames.Event("chunk", "{\"bytes\":\"e30=\"}");
        for (var length = 1; length < whole.Length; length++)
        {
            Frames.Read([.. whole, .. whole[..length]], 5).Last().ShouldBe($"rest {length}");
        }
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(0, 0)]
    [InlineData(EventStreamReader.MaxFrameBytes + 1, 0)]
    [InlineData(-1, 0)]
    [InlineData(100, 85)]
    [InlineData(1000000, EventStreamReader.MaxHeaderBytes + 1)]
    [InlineData(100, -1)]
    public void Lengths_beyond_the_limits_are_refused_before_the_frame_is_there(int length, int headers)
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(prelude, length);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Compute(prelude.AsSpan(0, 8)));
        Frames.Read(prelude, 1).ShouldBe(["Length"]);
    }

    [Theory]
    [InlineData("0161")]                  // a name without a type
    [InlineData("00")]                    // an empty name
    [InlineData("05616263")]              // a name beyond the end
    [InlineData("01610A00")]              // an unknown type
    [InlineData("01610700")]              // half a length
    [InlineData("0161070003AAAA")]        // a value beyond the end
    [InlineData("016105AAAAAAAA")]        // a number beyond the end
    [InlineData("016107000161016201FF")]  // bytes behind the last header
    public void Headers_that_are_none_are_refused_though_the_checksums_are_right(string headers)
    {
        using var output = new ByteWriter();
        var writer = new EventStreamWriter(output);
        writer.BeginFrame();
        output.Write(Convert.FromHexString(headers));
        writer.EndHeaders();
        output.Write("{}"u8);
        writer.EndFrame();
        Frames.Read(output.Written.ToArray(), 3).ShouldBe(["Headers"]);
    }

    [Fact]
    public void Arbitrary_bytes_never_throw()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes);
            if (round % 2 == 0 && bytes.Length >= 16)
            {
                // Right lengths and checksums around garbage, so that the headers are reached.
                BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), random.Next(0, bytes.Length - 15));
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.Compute(bytes.AsSpan(0, 8)));
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), Crc32.Compute(bytes.AsSpan(0, bytes.Length - 4)));
            }

            Frames.Read(bytes, 5).ShouldBe(Frames.Read(bytes, Math.Max(1, bytes.Length)));
        }
    }

    [Fact]
    public void H_496_reading_allocates_nothing()
    {
        using var reader = new EventStreamReader();
        var frame = Frames.Event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}");
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                reader.Append(frame.AsSpan(0, 50));
                reader.TryRead(out _);
                reader.Append(frame.AsSpan(50));
                reader.TryRead(out _);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated.ShouldBe(0);
    }

    [Fact]
    public void H_304_recorded_streams_are_read_as_they_were_decoded_and_written_back_to_the_byte()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var recordings = SharedData.Recordings().Where(recording => recording.Has("stream.eventstream.b64")).ToList();
        recordings.Count.ShouldBeGreaterThan(30);
        foreach (var recording in recordings)
        {
            var stream = Convert.FromBase64String(Encoding.ASCII.GetString(recording.Bytes("stream.eventstream.b64")));
            var decoded = Encoding.UTF8.GetString(recording.Bytes("stream.events.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var whole = Frames.Read(stream, stream.Length);
            whole.Count.ShouldBe(decoded.Length, recording.Case);
            foreach (var chunk in new[] { 1, 3, 13, 64, 1000 })
            {
                Frames.Read(stream, chunk).ShouldBe(whole, recording.Case);
            }

            for (var i = 0; i < decoded.Length; i++)
            {
                var headers = JsonDocument.Parse(decoded[i]).RootElement.GetProperty("headers");
                foreach (var header in headers.EnumerateObject())
                {
                    whole[i].ShouldContain($"{header.Name}={header.Value.GetString()} ");
                }
            }

            WrittenBack(stream).ShouldBe(stream, recording.Case);
        }
    }

    private static byte[] WrittenBack(byte[] stream)
    {
        using var reader = new EventStreamReader();
        using var output = new ByteWriter();
        var writer = new EventStreamWriter(output);
        reader.Append(stream);
        while (reader.TryRead(out var frame))
        {
            writer.BeginFrame();
            foreach (var header in frame.Headers)
            {
                writer.Header(header.Name, header.Type, header.Value);
            }

            writer.EndHeaders();
            output.Write(frame.Payload);
            writer.EndFrame();
        }

        return output.Written.ToArray();
    }
}
