using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Edits;

/// <summary>
/// Looks whether the text that an edit replaces stands in the file (N15). Where it does not, and would in exactly one place without the
/// line numbers that a reading shows, or with the file's own blanks at the ends of lines, it is written so. Otherwise nothing is
/// touched: Claude Code tells the model what is wrong.
/// </summary>
internal static class EditPreflight
{
    /// <summary>True for the tool whose calls are looked at.</summary>
    public static bool IsEdit(ReadOnlySpan<byte> name) => name.SequenceEqual("Edit"u8);

    /// <summary>Writes the call's arguments as they were meant.</summary>
    /// <param name="request">The conversation.</param>
    /// <param name="arguments">A raw JSON object.</param>
    /// <param name="output">Where to write.</param>
    /// <returns>False where nothing was written: the arguments are good, or what was meant is not known.</returns>
    public static bool TryRepair(ConversationRequest request, ReadOnlySpan<byte> arguments, ByteWriter output)
    {
        var call = EditCall.Read(arguments);
        if (call.Path.IsAbsent || call.Old.Length <= 0 || call.New.IsAbsent)
        {
            return false;
        }

        using var path = new ByteWriter(256);
        using var old = new ByteWriter(call.Old.Length);
        using var replacement = new ByteWriter(Math.Max(call.New.Length, 1));
        call.Unescape(call.Path, path);
        call.Unescape(call.Old, old);
        call.Unescape(call.New, replacement);
        using var file = new ByteWriter();
        if (!FileHistory.TryRebuild(request, path.Written, file) || FileHistory.Count(file.Written, old.Written) > 0)
        {
            return false;
        }

        using var bareOld = new ByteWriter(old.Length);
        using var bareNew = new ByteWriter(Math.Max(replacement.Length, 1));
        if (NumberedLines.TryStrip(old.Written, bareOld))
        {
            return NumberedLines.TryStripOrCopy(replacement.Written, bareNew) && TryWrite(call, file.Written, bareOld.Written, bareNew.Written, output);
        }

        return TryWrite(call, file.Written, old.Written, replacement.Written, output);
    }

    private static bool TryWrite(in EditCall call, ReadOnlySpan<byte> file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement, ByteWriter output)
    {
        if (old.IsEmpty)
        {
            return false;
        }

        var count = FileHistory.Count(file, old);
        var found = old;
        if ((count > 1 && !call.ReplaceAll) || (count == 0 && !TrailingBlanks.TryFind(file, old, out found)) || found.SequenceEqual(replacement))
        {
            return false;
        }

        call.Write(found, replacement, output);
        return true;
    }
}
