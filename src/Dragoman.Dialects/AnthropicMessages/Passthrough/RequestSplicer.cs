using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Copies a body with the few edits that a passing request may need: another model name, and the removal of thinking that
/// Anthropic did not mint (H-102, H-106). Every other byte stays (firm decision 2).
/// </summary>
public static class RequestSplicer
{
    /// <summary>Writes the edited body and returns how many thinking blocks were left out.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="scan">What <see cref="MessagesScan.TryScan"/> found in it.</param>
    /// <param name="model">The model's name for the upstream, plain UTF-8.</param>
    /// <param name="output">Where to write.</param>
    public static int Splice(ReadOnlySpan<byte> body, in MessagesScan scan, ReadOnlySpan<byte> model, ByteWriter output)
    {
        if (scan.Model.Start < scan.Messages.Start)
        {
            WriteModel(body[..scan.Messages.Start], scan.Model, 0, model, output);
        }
        else
        {
            output.Write(body[..scan.Messages.Start]);
        }

        var messages = body.Slice(scan.Messages.Start, scan.Messages.Length);
        var removed = 0;
        if (scan.HasForeignThinking)
        {
            removed = WriteWithoutForeignThinking(messages, output);
        }
        else
        {
            output.Write(messages);
        }

        var rest = body[scan.Messages.End..];
        if (scan.Model.Start > scan.Messages.Start)
        {
            WriteModel(rest, scan.Model, scan.Messages.End, model, output);
        }
        else
        {
            output.Write(rest);
        }

        return removed;
    }

    private static void WriteModel(ReadOnlySpan<byte> part, Slice slice, int offset, ReadOnlySpan<byte> model, ByteWriter output)
    {
        output.Write(part[..(slice.Start - offset)]);
        JsonStrings.Escape(model, output);
        output.Write(part[(slice.End - offset)..]);
    }

    private static int WriteWithoutForeignThinking(ReadOnlySpan<byte> messages, ByteWriter output)
    {
        var removed = 0;
        var copied = 0;
        var cursor = new JsonCursor(messages);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                if (!name.SequenceEqual("content"u8) || cursor.Peek() != JsonKind.Array)
                {
                    cursor.ReadValue();
                    continue;
                }

                var content = cursor.ReadValue();
                var raw = messages.Slice(content.Start, content.Length);
                if (raw.IndexOf("\"thinking\""u8) >= 0)
                {
                    output.Write(messages[copied..content.Start]);
                    removed += WriteContent(raw, output);
                    copied = content.End;
                }
            }
        }

        output.Write(messages[copied..]);
        return removed;
    }

    // Elements are copied with the separators that stood behind them; a removed one takes its separator along.
    private static int WriteContent(ReadOnlySpan<byte> content, ByteWriter output)
    {
        var removed = 0;
        var kept = 0;
        var start = output.Length;
        var cursor = new JsonCursor(content);
        cursor.EnterArray();
        output.Write((byte)'[');
        while (cursor.NextElement())
        {
            var block = cursor.ReadValue();
            var raw = content.Slice(block.Start, block.Length);
            if (IsForeignThinking(raw))
            {
                removed++;
                continue;
            }

            if (kept++ > 0)
            {
                output.Write((byte)',');
            }

            output.Write(raw);
        }

        if (removed == 0)
        {
            // Nothing to take out after all: the bytes stay, white space included.
            output.Truncate(start);
            output.Write(content);
            return 0;
        }

        if (kept == 0)
        {
            // A message must not become empty, and dropping it would break the turn order (H-041).
            output.Write("{\"type\":\"text\",\"text\":\"(no content)\"}"u8);
        }

        output.Write((byte)']');
        return removed;
    }

    private static bool IsForeignThinking(ReadOnlySpan<byte> block)
    {
        var cursor = new JsonCursor(block);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        var isThinking = false;
        var isForeign = true;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("type"u8))
            {
                var type = cursor.ReadStringOrSkip();
                isThinking = block.Slice(type.Start, type.Length).SequenceEqual("thinking"u8);
            }
            else if (name.SequenceEqual("signature"u8))
            {
                var signature = cursor.ReadStringOrSkip();
                isForeign = signature.IsEmpty || SignatureEnvelope.IsEnvelope(block.Slice(signature.Start, signature.Length));
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return isThinking && isForeign;
    }
}
