using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Edits;

/// <summary>
/// What a conversation with Claude Code says of a file: its last whole reading and what was edited since. Claude Code itself refuses to
/// edit a file that has changed since it was read, so that what stands here either is what stands on the disk or no edit happens.
/// Wherever the conversation leaves a doubt the file is unknown.
/// </summary>
internal static class FileHistory
{
    /// <summary>True for the tools that read and change files.</summary>
    public static bool IsFileTool(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Read"u8) || name.SequenceEqual("Edit"u8) || name.SequenceEqual("Write"u8);

    /// <summary>The calls of file tools that count, in order: those behind the last word that a file changed on the disk.</summary>
    public static List<FileStep> Steps(ConversationRequest request)
    {
        var steps = new List<FileStep>();
        var calls = new List<int>();
        var blocks = request.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            switch (block.Kind)
            {
                case BlockKind.ToolUse when IsFileTool(request[block.Name]):
                    calls.Add(i);
                    break;
                case BlockKind.ToolResult:
                    for (var at = calls.Count - 1; at >= 0; at--)
                    {
                        if (request[blocks[calls[at]].Id].SequenceEqual(request[block.Id]))
                        {
                            steps.Add(new FileStep(calls[at], i));
                            calls.RemoveAt(at);
                            break;
                        }
                    }

                    break;
                case BlockKind.Text when SaysChanged(request[block.Text]):
                    steps.Clear();
                    calls.Clear();
                    break;
            }
        }

        return steps;
    }

    /// <summary>Bytes of a step.</summary>
    public static int Size(ConversationRequest request, FileStep step)
    {
        var blocks = request.Blocks;
        var size = blocks[step.Call].Input.Length;
        for (var i = step.Result + 1; i < step.Result + blocks[step.Result].Span; i++)
        {
            size += blocks[i].Text.Length;
        }

        return size;
    }

    /// <summary>Writes the file's text with line feeds; its very last line feed may be missing.</summary>
    /// <param name="request">The conversation.</param>
    /// <param name="path">The file, plain UTF-8.</param>
    /// <param name="content">Where to write.</param>
    /// <returns>False where the file is not known to the last byte of what was shown.</returns>
    public static bool TryRebuild(ConversationRequest request, ReadOnlySpan<byte> path, ByteWriter content)
    {
        var known = false;
        using var text = new ByteWriter();
        foreach (var step in Steps(request))
        {
            ref readonly var block = ref request.Blocks[step.Call];
            var call = EditCall.Read(request[block.Input]);
            if (!call.IsAbout(path))
            {
                continue;
            }

            text.Reset();
            var whole = ReadText(request, step.Result, text);
            var name = request[block.Name];
            var failed = request.Blocks[step.Result].IsError;
            if (name.SequenceEqual("Read"u8))
            {
                if (!failed && !text.Written.StartsWith("File unchanged"u8))
                {
                    known = whole && !call.IsPart && NumberedLines.TryReadFile(text.Written, content);
                }
            }
            else if (failed)
            {
                // Not found, or more than once: nothing has happened. Another's change has.
                known &= text.Written.IndexOf("modified"u8) < 0;
            }
            else if (name.SequenceEqual("Write"u8))
            {
                content.Reset();
                call.Unescape(call.Content, content);
                known = !call.Content.IsAbsent && !HasTrailingBlanks(content.Written);
            }
            else
            {
                known = known && TryApply(call, content);
            }
        }

        return known;
    }

    /// <summary>How often a text stands in another, without overlaps; two stands for any more.</summary>
    public static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var first = text.IndexOf(part);
        return first < 0 ? 0 : text[(first + part.Length)..].IndexOf(part) < 0 ? 1 : 2;
    }

    // Claude Code takes blanks off the ends of new lines, and finds texts with other quotes: then it is not known what it wrote.
    private static bool TryApply(in EditCall call, ByteWriter content)
    {
        if (call.Old.Length <= 0 || call.New.IsAbsent)
        {
            return false;
        }

        using var old = new ByteWriter(call.Old.Length);
        using var replacement = new ByteWriter(call.New.Length);
        call.Unescape(call.Old, old);
        call.Unescape(call.New, replacement);
        if (HasTrailingBlanks(replacement.Written) || Count(content.Written, old.Written) is var count && (count == 0 || (count > 1 && !call.ReplaceAll)))
        {
            return false;
        }

        using var before = new ByteWriter(content.Length);
        before.Write(content.Written);
        content.Reset();
        var rest = before.Written;
        for (var at = rest.IndexOf(old.Written); at >= 0; at = rest.IndexOf(old.Written))
        {
            content.Write(rest[..at]);
            content.Write(replacement.Written);
            rest = rest[(at + old.Length)..];
        }

        content.Write(rest);
        return true;
    }

    private static bool HasTrailingBlanks(ReadOnlySpan<byte> text) =>
        text.IndexOf(" \n"u8) >= 0 || text.IndexOf("\t\n"u8) >= 0 || text.IndexOf((byte)'\r') >= 0 || text is [.., (byte)' ' or (byte)'\t'];

    // False where the result has more than text.
    private static bool ReadText(ConversationRequest request, int result, ByteWriter text)
    {
        var blocks = request.Blocks;
        var whole = true;
        for (var i = result + 1; i < result + blocks[result].Span; i++)
        {
            whole &= blocks[i].Kind == BlockKind.Text;
            JsonStrings.Unescape(request[blocks[i].Text], text);
        }

        return whole;
    }

    private static bool SaysChanged(ReadOnlySpan<byte> text) =>
        text.IndexOf("changed on disk since"u8) >= 0 || text.IndexOf("was modified, either"u8) >= 0;
}
