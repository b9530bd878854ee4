using System.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Which of the client's tools an upstream means: models decorate names, hosts repeat or cut them (H-213, H-214). A name that
/// fits nothing stays as it is: the client tells the model so (H-215).
/// </summary>
internal static class ToolNameResolver
{
    /// <summary>Writes the client's name for a call.</summary>
    /// <param name="translation">The attempt, which knows the renamed tools.</param>
    /// <param name="first">The first piece of the name.</param>
    /// <param name="whole">All pieces in a row.</param>
    /// <param name="output">Where to write the name, escaped content.</param>
    public static void Resolve(Translation translation, ReadOnlySpan<byte> first, ReadOnlySpan<byte> whole, ByteWriter output)
    {
        if (first.IndexOf((byte)'\\') >= 0)
        {
            ResolveSpelt(translation, first, whole, output);
            return;
        }

        if (TryFind(translation, first, output) || (whole.Length > first.Length && TryFind(translation, whole, output)))
        {
            return;
        }

        // A name that was only repeated is itself; one that was cut is the whole.
        output.Write(IsRepetition(first, whole) ? first : whole);
    }

    // Hosts escape differently: in its plain spelling a name can be compared.
    private static void ResolveSpelt(Translation translation, ReadOnlySpan<byte> first, ReadOnlySpan<byte> whole, ByteWriter output)
    {
        using var plain = new ByteWriter(256);
        using var name = new ByteWriter(256);
        JsonStrings.Unescape(first, plain);
        JsonStrings.Escape(plain.Written, name);
        var found = output.Length;
        if (!TryFind(translation, name.Written, output))
        {
            output.Truncate(found);
            output.Write(whole.Length > first.Length && !IsRepetition(first, whole) ? whole : first);
        }
    }

    private static bool TryFind(Translation translation, ReadOnlySpan<byte> name, ByteWriter output)
    {
        if (TryExact(translation, name, output))
        {
            return true;
        }

        var bare = Bare(name);
        return (bare.Length < name.Length && TryExact(translation, bare, output)) || TryAnyCase(translation.Request, bare, output);
    }

    private static bool TryExact(Translation translation, ReadOnlySpan<byte> name, ByteWriter output)
    {
        if (translation.Names.ToClient(name) is { } client)
        {
            JsonStrings.Escape(Encoding.UTF8.GetBytes(client), output);
            return true;
        }

        if (OfferedTools.FindDefined(translation.Request, name) < 0 && !IsAdded(translation.Request, name))
        {
            return false;
        }

        output.Write(name);
        return true;
    }

    private static bool IsAdded(ConversationRequest request, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var block in request.Blocks)
        {
            if (block.Kind == BlockKind.ToolAddition && request[block.Name].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    // `default_api:Bash`, `functions.Bash`, `Bash<|channel|>commentary`.
    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> name)
    {
        var mark = name.IndexOf("<|"u8);
        name = mark > 0 ? name[..mark] : name;
        var separator = name.LastIndexOfAny((byte)':', (byte)'.');
        name = separator >= 0 ? name[(separator + 1)..] : name;
        return name.Trim(" "u8);
    }

    private static bool TryAnyCase(ConversationRequest request, ReadOnlySpan<byte> name, ByteWriter output)
    {
        var found = -1;
        var tools = request.Tools;
        for (var i = 0; i < tools.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(request[tools[i].Name], name))
            {
                if (found >= 0)
                {
                    return false;
                }

                found = i;
            }
        }

        if (found < 0)
        {
            return false;
        }

        output.Write(request[tools[found].Name]);
        return true;
    }

    private static bool IsRepetition(ReadOnlySpan<byte> first, ReadOnlySpan<byte> whole)
    {
        while (whole.StartsWith(first) && !first.IsEmpty)
        {
            whole = whole[first.Length..];
        }

        return whole.IsEmpty;
    }
}
