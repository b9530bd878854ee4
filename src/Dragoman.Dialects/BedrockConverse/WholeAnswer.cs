using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>Reads a whole answer of Converse. Nothing is raised before it is certain that there is one.</summary>
internal static class WholeAnswer
{
    /// <summary>Reads the body into the sink; see <see cref="IDialect.ReadAnswer"/>.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, Translation translation, BedrockConverseProfile profile, IStreamSink sink)
    {
        Slice content = default;
        Slice reason = default;
        Slice stop = default;
        Slice usage = default;
        var saysMessage = false;
        var cursor = new JsonCursor(body);
        if (!JsonCursor.IsCleanUtf8(body) || cursor.Peek() != JsonKind.Object)
        {
            return Malformed(body);
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("output"u8) && cursor.Peek() == JsonKind.Object)
            {
                content = Content(ref cursor);
            }
            else if (name.SequenceEqual("stopReason"u8))
            {
                reason = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("additionalModelResponseFields"u8))
            {
                stop = EventReader.StopSequence(ref cursor);
            }
            else if (name.SequenceEqual("usage"u8) && cursor.Peek() == JsonKind.Object)
            {
                usage = cursor.ReadValue();
            }
            else
            {
                saysMessage |= name.SequenceEqual("message"u8) || name.SequenceEqual("Message"u8) || name.SequenceEqual("__type"u8);
                cursor.ReadValue();
            }
        }

        if (cursor.Failed || !cursor.AtEnd())
        {
            return Malformed(body);
        }

        if (content.IsAbsent)
        {
            // An error that came with a 200 (H-261).
            return saysMessage ? ErrorReader.Read(0, body, retryAfter: null) : Malformed(body);
        }

        if (StopReasons.Broken(body.Slice(reason.Start, reason.Length)) is { } broken)
        {
            return broken;
        }

        var (sequencer, events) = Sequencing.Create(translation, profile, sink);
        using (sequencer)
        using (events)
        {
            if (!usage.IsAbsent)
            {
                events.SetUsage(body, usage);
            }

            var blocks = new JsonCursor(body, content.Start, content.End);
            blocks.EnterArray();
            for (var i = 0; blocks.NextElement(); i++)
            {
                events.ReadBlock(body, ref blocks, i);
            }

            events.Finish(body, reason, stop);
            sequencer.End();
            return sequencer.Refused;
        }
    }

    private static Slice Content(ref JsonCursor cursor)
    {
        Slice content = default;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (!name.SequenceEqual("message"u8) || cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> inner))
            {
                var isList = inner.SequenceEqual("content"u8) && cursor.Peek() == JsonKind.Array;
                var value = cursor.ReadValue();
                content = isList ? value : content;
            }
        }

        return content;
    }

    private static Failure Malformed(ReadOnlySpan<byte> body) =>
        new(FailureCause.Malformed, 502, body.Trim(" \t\r\n"u8).IsEmpty
            ? "The upstream answered nothing; send the request again."
            : "The upstream's answer is none of Converse; check the endpoint's address and what stands between.")
        {
            IsRetryable = true,
        };
}
