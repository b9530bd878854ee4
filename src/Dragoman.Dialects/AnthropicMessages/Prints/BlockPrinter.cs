using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>Puts one block's fingerprint together, member by member, as a scan comes by them.</summary>
internal struct BlockPrinter
{
    // A text alone is the same as a list of one block with it (H-029).
    private static readonly ulong TextBlock = ByteHash.Combine(0, Member("type"u8, "\"text\""u8));

    private ulong _hash;
    private ulong _id;
    private ulong _name;

    /// <summary>Takes a member. Cache marks move with the conversation and are left out; ids are kept apart.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, BlockPrints prints)
    {
        if (name.SequenceEqual("cache_control"u8))
        {
            prints.NoteMark(value);
        }
        else if (name.SequenceEqual("id"u8) || name.SequenceEqual("tool_use_id"u8))
        {
            _id = ByteHash.Of(value);
        }
        else
        {
            if (name.SequenceEqual("name"u8))
            {
                _name = ByteHash.Of(value);
            }

            _hash = ByteHash.Combine(_hash, Member(name, value));
        }
    }

    /// <summary>The block's print.</summary>
    public readonly BlockPrint End(PrintKind kind, int message, int index) => new(_hash, _id, _name, kind, message, index);

    /// <summary>The print of a text that stands in place of a list of blocks.</summary>
    public static BlockPrint Text(ReadOnlySpan<byte> value, PrintKind kind, int message) =>
        new(ByteHash.Combine(TextBlock, Member("text"u8, value)), 0, 0, kind, message, 0);

    /// <summary>What a kind of block counts as.</summary>
    public static PrintKind Kind(BlockKind kind) => kind switch
    {
        BlockKind.ToolUse => PrintKind.ToolUse,
        BlockKind.ToolResult => PrintKind.ToolResult,
        _ => PrintKind.Other,
    };

    /// <summary>The hash of a member.</summary>
    public static ulong Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => ByteHash.Combine(ByteHash.Of(name), ByteHash.Of(value));
}
