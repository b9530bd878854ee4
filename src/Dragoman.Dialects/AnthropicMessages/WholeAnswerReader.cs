using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Reads a whole answer of the Messages API as the events that a stream would have had (H-287).</summary>
internal static class WholeAnswerReader
{
    /// <summary>Null on success; otherwise what the body is instead of an answer, and no event was raised.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, IStreamSink sink)
    {
        body = body.Trim(" \t\r\n"u8);
        if (body.IsEmpty)
        {
            return NoAnswer("The provider answered with an empty body: send the request again.");
        }

        if (body.StartsWith("event:"u8) || body.StartsWith("data:"u8))
        {
            // The upstream streamed although it was not asked to (H-288).
            return ReadStream(body, sink);
        }

        if (!JsonCursor.IsCleanUtf8(body) || !RawObject.IsJson(body))
        {
            return NoAnswer("The provider answered something that is not JSON: send the request again.");
        }

        var content = RawObject.Value(body, "content"u8);
        if (content.IsEmpty || content[0] != '[')
        {
            var error = RawObject.Value(body, "error"u8);
            return error.IsEmpty || error.SequenceEqual("null"u8)
                ? NoAnswer("The provider answered something that is not a message: send the request again.")
                : ErrorReader.ReadInside(body);
        }

        Raise(body, content, sink);
        return null;
    }

    private static Failure NoAnswer(string message) => new(FailureCause.Malformed, 502, message) { IsRetryable = true };

    private static Failure? ReadStream(ReadOnlySpan<byte> body, IStreamSink sink)
    {
        using var reader = new StreamReader(sink);
        reader.Feed(body);
        reader.Complete();
        return reader.EarlyFailure;
    }

    private static void Raise(ReadOnlySpan<byte> body, ReadOnlySpan<byte> content, IStreamSink sink)
    {
        var usage = default(Usage);
        UsageReader.Read(RawObject.Value(body, "usage"u8), ref usage);
        using var start = new ByteWriter(1024);
        using var finish = new ByteWriter(1024);
        Split(body, start, finish);
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.MessageStart,
            Id = RawObject.Text(body, "id"u8),
            Name = RawObject.Text(body, "model"u8),
            Usage = usage,
            Raw = start.Written,
        });
        RaiseBlocks(content, sink);
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = StopReasons.Parse(RawObject.Text(body, "stop_reason"u8)),
            StopSequence = RawObject.Text(body, "stop_sequence"u8),
            Explanation = RawObject.Text(RawObject.Value(body, "stop_details"u8), "explanation"u8),
            Usage = usage,
            Raw = finish.Written,
        });
        sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }

    private static void RaiseBlocks(ReadOnlySpan<byte> content, IStreamSink sink)
    {
        var raiser = new BlockRaiser(sink);
        var cursor = new JsonCursor(content);
        cursor.EnterArray();
        for (var index = 0; cursor.NextElement();)
        {
            var value = cursor.ReadValue();
            if (content[value.Start] != '{')
            {
                continue;
            }

            var (kind, _) = raiser.Raise(content[value.Start..value.End], index);
            sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = index++, Block = kind });
        }

        raiser.Release();
    }

    /// <summary>Puts every member where a stream carries it: into the start's message, the last delta, or beside that delta.</summary>
    /// <param name="body">The whole message.</param>
    /// <param name="start">Receives the <c>message</c> of a <c>message_start</c>.</param>
    /// <param name="finish">Receives the data of a <c>message_delta</c>.</param>
    public static void Split(ReadOnlySpan<byte> body, ByteWriter start, ByteWriter finish)
    {
        using var beside = new ByteWriter(1024);
        var anyStart = false;
        var anyDelta = false;
        var anyBeside = true;
        start.Write((byte)'{');
        finish.Write("{\"type\":\"message_delta\",\"delta\":{"u8);
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            var raw = body[value.Start..value.End];
            if (name.SequenceEqual("content"u8))
            {
                RawObject.WriteMember(name, "[]"u8, ref anyStart, start);
            }
            else if (name.SequenceEqual("stop_reason"u8) || name.SequenceEqual("stop_sequence"u8))
            {
                RawObject.WriteMember(name, "null"u8, ref anyStart, start);
                RawObject.WriteMember(name, raw, ref anyDelta, finish);
            }
            else if (name.SequenceEqual("stop_details"u8) || name.SequenceEqual("safeguard_results"u8))
            {
                RawObject.WriteMember(name, raw, ref anyDelta, finish);
            }
            else if (name.SequenceEqual("context_management"u8) || name.SequenceEqual("input_transformations"u8))
            {
                RawObject.WriteMember(name, raw, ref anyBeside, beside);
            }
            else
            {
                RawObject.WriteMember(name, raw, ref anyStart, start);
                if (name.SequenceEqual("usage"u8))
                {
                    RawObject.WriteMember(name, raw, ref anyBeside, beside);
                }
            }
        }

        start.Write((byte)'}');
        finish.Write((byte)'}');
        finish.Write(beside.Written);
        finish.Write((byte)'}');
    }
}
