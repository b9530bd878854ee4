using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// What settling needs of a whole Messages answer that passes, found in one pass over it and without allocating. All raw values, and
/// empty where the answer has none or is no JSON object.
/// </summary>
public readonly ref struct WholeMessageScan
{
    private WholeMessageScan(ReadOnlySpan<byte> type, ReadOnlySpan<byte> stopReason, ReadOnlySpan<byte> content, Usage usage)
    {
        Type = type;
        StopReason = stopReason;
        Content = content;
        Usage = usage;
    }

    /// <summary><c>type</c>.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary><c>stop_reason</c>.</summary>
    public ReadOnlySpan<byte> StopReason { get; }

    /// <summary><c>content</c>.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>What <c>usage</c> says.</summary>
    public Usage Usage { get; }

    /// <summary>Scans an answer. Where a member occurs twice the last one counts, as for the client.</summary>
    public static WholeMessageScan Of(ReadOnlySpan<byte> answer)
    {
        ReadOnlySpan<byte> type = default, stopReason = default, content = default, usage = default;
        var cursor = new JsonCursor(answer);
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                return default;
            }

            var raw = answer[value.Start..value.End];
            if (name.SequenceEqual("content"u8))
            {
                content = raw;
            }
            else if (name.SequenceEqual("usage"u8))
            {
                usage = raw;
            }
            else if (name.SequenceEqual("stop_reason"u8))
            {
                stopReason = raw;
            }
            else if (name.SequenceEqual("type"u8))
            {
                type = raw;
            }
        }

        if (cursor.Failed)
        {
            return default;
        }

        var counted = default(Usage);
        UsageReader.Read(usage, ref counted);
        return new WholeMessageScan(type, stopReason, content, counted);
    }
}
