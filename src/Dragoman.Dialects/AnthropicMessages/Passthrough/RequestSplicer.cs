using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Copies a body with the few edits that a passing request may need: another model name, and the removal of thinking that
/// Anthropic did not mint (H-102, H-106), with what that entails (H-095, H-107). Every other byte stays (firm decision 2).
/// </summary>
public static class RequestSplicer
{
    /// <summary>
    /// Where to cut a body of which nothing but the model's name changes, so that its parts can be sent without being copied. False
    /// where more must change, and <see cref="Splice"/> has to write it.
    /// </summary>
    /// <param name="bodyLength">The body's length.</param>
    /// <param name="scan">What <see cref="MessagesScan.TryScan"/> found in it.</param>
    /// <param name="model">The model's name for the upstream, plain UTF-8.</param>
    /// <param name="output">Where to write the name as it stands between the two parts.</param>
    /// <param name="before">The part in front of the name.</param>
    /// <param name="behind">The part behind it.</param>
    public static bool TryCut(
        int bodyLength, in MessagesScan scan, ReadOnlySpan<byte> model, ByteWriter output, out Slice before, out Slice behind)
    {
        before = new Slice(0, scan.Model.Start);
        behind = new Slice(scan.Model.End, bodyLength - scan.Model.End);
        if (scan.HasForeignParts || !scan.Betas.IsAbsent)
        {
            return false;
        }

        JsonStrings.Escape(model, output);
        return true;
    }

    /// <summary>Writes the edited body and returns how many thinking blocks were left out.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="scan">What <see cref="MessagesScan.TryScan"/> found in it.</param>
    /// <param name="model">The model's name for the upstream, plain UTF-8.</param>
    /// <param name="output">Where to write.</param>
    public static int Splice(ReadOnlySpan<byte> body, in MessagesScan scan, ReadOnlySpan<byte> model, ByteWriter output)
    {
        var copy = new SpliceCopy(body, output);
        var removed = 0;
        if (scan.HasForeignParts || !scan.Betas.IsAbsent)
        {
            removed = Walk(body, scan, model, ref copy, output);
        }
        else
        {
            WriteModel(scan, model, ref copy, output);
        }

        copy.Finish();
        return removed;
    }

    private static int Walk(ReadOnlySpan<byte> body, in MessagesScan scan, ReadOnlySpan<byte> model, ref SpliceCopy copy, ByteWriter output)
    {
        var removed = 0;
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref copy);
            var name = body.Slice(slice.Start, slice.Length);
            var isOut = false;
            if (name.SequenceEqual("messages"u8) && scan.HasForeignParts)
            {
                removed = ThinkingRemover.Copy(body, ref cursor, ref copy, scan.IsForClaude);
            }
            else
            {
                var value = cursor.ReadValue();
                if (name.SequenceEqual("model"u8))
                {
                    WriteModel(scan, model, ref copy, output);
                }
                else if (name.SequenceEqual("betas"u8))
                {
                    // They belong into the header, where the caller puts them (H-176).
                    isOut = true;
                }
                else if (scan.MustDisableThinking && name.SequenceEqual("thinking"u8))
                {
                    copy.Replace(value, "{\"type\":\"disabled\"}"u8);
                }
                else if (scan.MustDisableThinking && name.SequenceEqual("context_management"u8))
                {
                    isOut = !ClearThinking.Keep(body, value, ref copy);
                }
            }

            list.End(cursor.Position, isOut, ref copy);
        }

        return removed;
    }

    private static void WriteModel(in MessagesScan scan, ReadOnlySpan<byte> model, ref SpliceCopy copy, ByteWriter output)
    {
        copy.UpTo(scan.Model.Start);
        JsonStrings.Escape(model, output);
        copy.Skip(scan.Model.End);
    }
}
