using System.Numerics;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>Puts one block's fingerprint together, member by member, as a scan comes by them.</summary>
internal struct BlockPrinter
{
    // A text alone is the same as a list of one block with it (H-029).
    private static readonly ulong TextBlock = Step(0, "type"u8, "\"text\""u8);

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

            _hash = Step(_hash, name, value);
        }
    }

    /// <summary>The block's print.</summary>
    public readonly BlockPrint End(PrintKind kind, int message, int index) => new(_hash, _id, _name, kind, message, index);

    /// <summary>The print of a text that stands in place of a list of blocks.</summary>
    public static BlockPrint Text(ReadOnlySpan<byte> value, PrintKind kind, int message) =>
        new(Step(TextBlock, "text"u8, value), 0, 0, kind, message, 0);

    /// <summary>What a kind of block counts as.</summary>
    public static PrintKind Kind(BlockKind kind) => kind switch
    {
        BlockKind.ToolUse => PrintKind.ToolUse,
        BlockKind.ToolResult => PrintKind.ToolResult,
        _ => PrintKind.Other,
    };

    // Members follow each other by the hundred, so this is short: a name counts by its length and its ends.
    private static ulong Step(ulong hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        BitOperations.RotateLeft((hash ^ ByteHash.Of(value)) * 0x9E3779B97F4A7C15, 27)
        + (name.IsEmpty ? 0 : (uint)((name.Length << 16) | (name[0] << 8) | name[^1]));

    /// <summary>The hash of a member that stands alone.</summary>
    public static ulong Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => ByteHash.Combine(ByteHash.Of(name), ByteHash.Of(value));
}
