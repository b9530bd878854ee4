namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>The fingerprint of one block of a request. It holds no content.</summary>
/// <param name="Hash">Of the block without its id and without its cache mark: what the client moves from turn to turn is no change.</param>
/// <param name="Id">Of the id that pairs calls with results; 0 where it has none.</param>
/// <param name="Name">Of the tool's name, quotes included; 0 where it has none.</param>
/// <param name="Kind">What it is of.</param>
/// <param name="Message">The message it stands in; -1 for tools and system prompt.</param>
/// <param name="Index">Its place in the message, the tools or the system prompt.</param>
public readonly record struct BlockPrint(ulong Hash, ulong Id, ulong Name, PrintKind Kind, int Message, int Index)
{
    /// <summary>Of the whole block, ids included.</summary>
    public ulong Whole => Id == 0 ? Hash : ByteHash.Combine(Hash, Id);

    /// <summary>Where it stands, as people write it: <c>messages[3].content[0]</c>.</summary>
    public string Place => Kind switch
    {
        PrintKind.Tool => $"tools[{Index}]",
        PrintKind.System => $"system[{Index}]",
        _ => $"messages[{Message}].content[{Index}]",
    };
}
