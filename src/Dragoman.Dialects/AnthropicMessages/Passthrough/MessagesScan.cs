using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// What routing, limits and records need to know of a Messages request, found without building the model: the top level is
/// walked, everything below is skipped by vector search. Slices are offsets into the body that was scanned.
/// </summary>
/// <remarks>
/// The body is checked for what keeps a splice from changing its structure (valid UTF-8, terminated strings, matching brackets);
/// a member that is read here must not occur twice, so that gateway and upstream cannot understand two different requests.
/// </remarks>
public struct MessagesScan
{
    /// <summary>The model id's escaped content.</summary>
    public Slice Model;

    /// <summary>The raw <c>messages</c> array.</summary>
    public Slice Messages;

    /// <summary><c>metadata.user_id</c>, escaped content; absent where not given.</summary>
    public Slice UserId;

    /// <summary>The client wants a stream.</summary>
    public bool Stream;

    /// <summary>Upper bound of generated tokens.</summary>
    public long? MaxTokens;

    /// <summary>Number of messages.</summary>
    public int MessageCount;

    /// <summary>Number of tools offered.</summary>
    public int ToolCount;

    /// <summary>Tool calls in the last assistant message.</summary>
    public int LastToolCalls;

    /// <summary>Thinking is on, or stands in the history.</summary>
    public bool HasThinking;

    /// <summary>An image stands somewhere in the conversation.</summary>
    public bool HasImages;

    /// <summary>A document stands somewhere in the conversation.</summary>
    public bool HasDocuments;

    /// <summary>Auto-mode safeguards are asked for.</summary>
    public bool HasSafeguards;

    /// <summary>Thinking that Anthropic did not mint may stand in the history: it carries our envelope, or no signature (H-102, H-106).</summary>
    public bool HasForeignThinking;

    /// <summary>Scans a body. False, and why, where it is not a Messages request.</summary>
    public static bool TryScan(ReadOnlySpan<byte> body, out MessagesScan scan, out Failure? failure)
    {
        scan = default;
        failure = null;
        if (!JsonCursor.IsCleanUtf8(body))
        {
            failure = Invalid("The request body is not valid UTF-8: encode it as UTF-8.");
            return false;
        }

        var cursor = new JsonCursor(body);
        if (cursor.Peek() != JsonKind.Object)
        {
            failure = Invalid("The request body must be one JSON object.");
            return false;
        }

        cursor.EnterObject();
        var problem = scan.ReadMembers(ref cursor, body);
        if (cursor.Failed || (problem is null && !cursor.AtEnd()))
        {
            failure = Invalid($"The request body is not valid JSON at byte {cursor.Position}: send one JSON object.");
            return false;
        }

        problem ??= scan.Model.IsAbsent ? "model: required; name the model to use" : null;
        problem ??= scan.Messages.IsAbsent ? "messages: required; send the conversation as an array of messages" : null;
        failure = problem is null ? null : Invalid(problem);
        return failure is null;
    }

    private string? ReadMembers(ref JsonCursor cursor, ReadOnlySpan<byte> body)
    {
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.IndexOf((byte)'\\') >= 0)
            {
                return "member names must be written without escapes";
            }

            if (name.SequenceEqual("model"u8))
            {
                if (!Model.IsAbsent)
                {
                    return "model: given twice; send it once";
                }

                if (cursor.Peek() != JsonKind.String)
                {
                    return "model: expected a string";
                }

                Model = cursor.ReadString();
            }
            else if (name.SequenceEqual("messages"u8))
            {
                if (!Messages.IsAbsent)
                {
                    return "messages: given twice; send it once";
                }

                if (ReadMessages(ref cursor, body) is { } problem)
                {
                    return problem;
                }
            }
            else if (name.SequenceEqual("tools"u8))
            {
                ToolCount = CountElements(ref cursor);
            }
            else if (name.SequenceEqual("max_tokens"u8))
            {
                MaxTokens = cursor.ReadInteger();
            }
            else if (name.SequenceEqual("stream"u8))
            {
                Stream = cursor.ReadBoolean();
            }
            else if (name.SequenceEqual("thinking"u8))
            {
                var value = cursor.ReadValue();
                HasThinking |= body.Slice(value.Start, value.Length).IndexOf("\"disabled\""u8) < 0;
            }
            else if (name.SequenceEqual("safeguards"u8))
            {
                HasSafeguards = true;
                cursor.ReadValue();
            }
            else if (name.SequenceEqual("metadata"u8) && cursor.Peek() == JsonKind.Object)
            {
                ReadMetadata(ref cursor);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return null;
    }

    private string? ReadMessages(ref JsonCursor cursor, ReadOnlySpan<byte> body)
    {
        if (cursor.Peek() != JsonKind.Array)
        {
            return "messages: expected an array of messages";
        }

        var start = cursor.Position;
        Slice lastAssistant = default;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (cursor.Peek() != JsonKind.Object)
            {
                return $"messages[{MessageCount}]: expected an object with role and content";
            }

            ReadMessage(ref cursor, body, ref lastAssistant);
            MessageCount++;
        }

        Messages = new Slice(start, cursor.Position - start);
        if (cursor.Failed)
        {
            return null;
        }

        var all = body.Slice(Messages.Start, Messages.Length);
        HasImages = HasType(all, "\"image\""u8);
        HasDocuments = HasType(all, "\"document\""u8);
        HasThinking |= HasType(all, "\"thinking\""u8);
        // Such a quote can only open a string: inside one it would be escaped.
        HasForeignThinking = all.IndexOf("\"dgm1."u8) >= 0
            || all.IndexOf("\"signature\":\"\""u8) >= 0
            || all.IndexOf("\"signature\": \"\""u8) >= 0;
        if (!lastAssistant.IsAbsent)
        {
            LastToolCalls = CountToolCalls(body, lastAssistant);
        }

        return null;
    }

    private static void ReadMessage(ref JsonCursor cursor, ReadOnlySpan<byte> body, ref Slice lastAssistant)
    {
        var isAssistant = false;
        Slice content = default;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("role"u8))
            {
                var role = cursor.ReadStringOrSkip();
                isAssistant = body.Slice(role.Start, role.Length).SequenceEqual("assistant"u8);
            }
            else if (name.SequenceEqual("content"u8))
            {
                content = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (isAssistant)
        {
            lastAssistant = content;
        }
    }

    private static int CountToolCalls(ReadOnlySpan<byte> body, Slice content)
    {
        var count = 0;
        var cursor = new JsonCursor(body, content.Start, content.End);
        if (cursor.Peek() != JsonKind.Array)
        {
            return 0;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("type"u8))
                {
                    var type = cursor.ReadStringOrSkip();
                    count += body.Slice(type.Start, type.Length).SequenceEqual("tool_use"u8) ? 1 : 0;
                }
                else
                {
                    cursor.ReadValue();
                }
            }
        }

        return count;
    }

    private static int CountElements(ref JsonCursor cursor)
    {
        if (cursor.Peek() != JsonKind.Array)
        {
            cursor.ReadValue();
            return 0;
        }

        var count = 0;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            cursor.ReadValue();
            count++;
        }

        return count;
    }

    private void ReadMetadata(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("user_id"u8))
            {
                UserId = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    // Looks for `"type":"…"`; the quoted word alone is the cheap first test.
    private static bool HasType(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedType)
    {
        while (true)
        {
            var at = json.IndexOf(quotedType);
            if (at < 0)
            {
                return false;
            }

            if (json[..at].TrimEnd(" \t\r\n"u8) is [.., (byte)':'] before && before[..^1].TrimEnd(" \t\r\n"u8).EndsWith("\"type\""u8))
            {
                return true;
            }

            json = json[(at + quotedType.Length)..];
        }
    }

    private static Failure Invalid(string message) =>
        new(FailureCause.InvalidRequest, 400, message) { Side = FailureSide.Client, ShouldRetry = false };
}
