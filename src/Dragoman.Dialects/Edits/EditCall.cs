using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Edits;

/// <summary>The members of a call of one of Claude Code's file tools, as slices of its arguments.</summary>
internal readonly ref struct EditCall
{
    /// <summary>The arguments, a raw JSON object.</summary>
    public ReadOnlySpan<byte> Arguments { get; private init; }

    /// <summary><c>file_path</c>, escaped content.</summary>
    public Slice Path { get; private init; }

    /// <summary><c>old_string</c>, escaped content.</summary>
    public Slice Old { get; private init; }

    /// <summary><c>new_string</c>, escaped content.</summary>
    public Slice New { get; private init; }

    /// <summary><c>content</c> of a whole new file, escaped content.</summary>
    public Slice Content { get; private init; }

    /// <summary>Every occurrence is meant.</summary>
    public bool ReplaceAll { get; private init; }

    /// <summary>Only a part of the file is read.</summary>
    public bool IsPart { get; private init; }

    /// <summary>Reads the arguments; what is missing is absent.</summary>
    public static EditCall Read(ReadOnlySpan<byte> arguments)
    {
        Slice path = default, old = default, replacement = default, content = default;
        var (all, part) = (false, false);
        var cursor = new JsonCursor(arguments);
        if (cursor.Peek() == JsonKind.Object && cursor.EnterObject())
        {
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                switch (name)
                {
                    case var _ when name.SequenceEqual("file_path"u8):
                        path = cursor.ReadStringOrSkip();
                        break;
                    case var _ when name.SequenceEqual("old_string"u8):
                        old = cursor.ReadStringOrSkip();
                        break;
                    case var _ when name.SequenceEqual("new_string"u8):
                        replacement = cursor.ReadStringOrSkip();
                        break;
                    case var _ when name.SequenceEqual("content"u8):
                        content = cursor.ReadStringOrSkip();
                        break;
                    case var _ when name.SequenceEqual("replace_all"u8):
                        all = cursor.Peek() == JsonKind.True;
                        cursor.ReadValue();
                        break;
                    default:
                        part |= name.SequenceEqual("offset"u8) || name.SequenceEqual("limit"u8) || name.SequenceEqual("pages"u8);
                        cursor.ReadValue();
                        break;
                }
            }
        }

        return new EditCall
        {
            Arguments = arguments,
            Path = path,
            Old = old,
            New = replacement,
            Content = content,
            ReplaceAll = all,
            IsPart = part,
        };
    }

    /// <summary>The plain text of a member.</summary>
    public void Unescape(Slice member, ByteWriter output) => JsonStrings.Unescape(Arguments.Slice(member.Start, member.Length), output);

    /// <summary>True where the call is about that file.</summary>
    /// <param name="path">Plain UTF-8.</param>
    public bool IsAbout(ReadOnlySpan<byte> path)
    {
        if (Path.IsAbsent)
        {
            return false;
        }

        using var own = new ByteWriter(256);
        Unescape(Path, own);
        return own.Written.SequenceEqual(path);
    }

    /// <summary>Writes the arguments with two texts in place of theirs; everything else stays as it is.</summary>
    public void Write(ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement, ByteWriter output)
    {
        var (first, second) = Old.Start < New.Start ? (Old, New) : (New, Old);
        output.Write(Arguments[..first.Start]);
        JsonStrings.Escape(Old.Start < New.Start ? old : replacement, output);
        output.Write(Arguments[first.End..second.Start]);
        JsonStrings.Escape(Old.Start < New.Start ? replacement : old, output);
        output.Write(Arguments[second.End..]);
    }
}
