using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Caching;

/// <summary>
/// What is remembered of one conversation's last turn: a short hash for each block, in the order in which caches see them, and how
/// many tokens the provider counted. No content. Not thread-safe.
/// </summary>
internal sealed class CacheTrail
{
    /// <summary>Blocks of messages that are remembered; a change behind them is not located.</summary>
    private const int MaxMessages = 2048;

    private const long ShortTtlMs = 5 * 60_000;
    private const long LongTtlMs = 60 * 60_000;

    // A conversation that was as long as this and begins anew was compacted; a shorter one is another conversation.
    private const int LongEnough = 6;

    private uint[] _hashes = [];
    private int _tools;
    private int _system;
    private int _messages;
    private ulong _settings;
    private string _model = "";
    private string _target = "";
    private long _answeredMs;
    private long _ttlMs = ShortTtlMs;
    private long _tokens;
    private bool _wasAnswered;

    /// <summary>How sure it is that a request goes on with this conversation: 0 for not at all.</summary>
    public int Likeness(BlockPrints prints)
    {
        var score = 0;
        score += _messages > 0 && prints.Messages.Length > 0 && Messages[0] == (uint)prints.Messages[0].Whole ? 4 : 0;
        score += _tools > 0 && Same(Tools, prints.Tools, out _) ? 2 : 0;
        return score + (_system > 0 && Same(System, prints.System, out _) ? 1 : 0);
    }

    /// <summary>Compares a request with the one before and remembers it in its place.</summary>
    public CacheLook Take(BlockPrints prints, string model)
    {
        var look = Compare(prints, model);
        Remember(prints, model);
        return look;
    }

    /// <summary>Notes the answer to the request that was taken last.</summary>
    public CacheVerdict Settle(in CacheLook look, string target, in Usage usage, Pricing.Price price, long nowMs)
    {
        var total = usage.TotalInputTokens;
        var expected = Math.Min(_tokens, total);
        var missed = _wasAnswered ? expected - usage.CacheReadTokens : 0;
        // Markers stand between blocks, and providers count in steps: a little less than all is all.
        if (missed <= Math.Max(1024, expected / 10))
        {
            missed = 0;
        }

        var cause = !_wasAnswered ? usage.CacheReadTokens == 0 ? CacheCause.Cold : CacheCause.None
            : missed == 0 ? CacheCause.None
            : look.Change == CacheCause.ModelChanged || (_target.Length > 0 && _target != target) ? CacheCause.ModelChanged
            : look.Change != CacheCause.None ? look.Change
            : nowMs - _answeredMs > _ttlMs ? CacheCause.Ttl
            : CacheCause.Provider;
        (_target, _tokens, _answeredMs, _wasAnswered) = (target, total, nowMs, true);
        return new CacheVerdict(
            cause,
            cause == look.Change ? look.Place : null,
            missed,
            missed == 0 ? 0 : price.Cost(in usage) - price.Cost(Read(usage, missed)),
            usage.CacheReadTokens <= 0 ? 0 : price.Cost(Unread(usage)) - price.Cost(in usage));
    }

    private ReadOnlySpan<uint> Tools => _hashes.AsSpan(0, _tools);

    private ReadOnlySpan<uint> System => _hashes.AsSpan(_tools, _system);

    private ReadOnlySpan<uint> Messages => _hashes.AsSpan(_tools + _system, _messages);

    private CacheLook Compare(BlockPrints prints, string model)
    {
        if (_hashes.Length == 0)
        {
            return new CacheLook(CacheCause.Cold);
        }

        if (_model != model)
        {
            return new CacheLook(CacheCause.ModelChanged);
        }

        if (!Same(Tools, prints.Tools, out var at))
        {
            return At(SameSet(Tools, prints.Tools) ? CacheCause.ToolsReordered : CacheCause.ToolsChanged, prints.Tools, at, PrintKind.Tool);
        }

        if (!Same(System, prints.System, out at))
        {
            return At(CacheCause.SystemChanged, prints.System, at, PrintKind.System);
        }

        if (_settings != prints.Settings)
        {
            return new CacheLook(CacheCause.EffortChanged);
        }

        var shared = Shared(Messages, prints.Messages);
        if (shared == _messages)
        {
            return new CacheLook(CacheCause.None);
        }

        var isAnew = _messages >= LongEnough && shared == 0 && prints.Messages.Length < _messages;
        return At(isAnew ? CacheCause.Compaction : CacheCause.HistoryChanged, prints.Messages, shared, PrintKind.Other);
    }

    private static CacheLook At(CacheCause cause, ReadOnlySpan<BlockPrint> blocks, int at, PrintKind kind) =>
        new(cause, at < blocks.Length ? blocks[at] : new BlockPrint(0, 0, 0, kind, blocks.Length == 0 ? 0 : blocks[^1].Message, at), true);

    private void Remember(BlockPrints prints, string model)
    {
        (_tools, _system, _messages) = (prints.Tools.Length, prints.System.Length, Math.Min(prints.Messages.Length, MaxMessages));
        var count = _tools + _system + _messages;
        if (_hashes.Length < count)
        {
            _hashes = new uint[Math.Max(count + (count / 4), 16)];
        }

        Write(prints.Tools, _hashes);
        Write(prints.System, _hashes.AsSpan(_tools));
        Write(prints.Messages[.._messages], _hashes.AsSpan(_tools + _system));
        (_settings, _model) = (prints.Settings, model);
        _ttlMs = prints.LongCache ? LongTtlMs : ShortTtlMs;
    }

    private static void Write(ReadOnlySpan<BlockPrint> blocks, Span<uint> hashes)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            hashes[i] = (uint)blocks[i].Whole;
        }
    }

    private static bool Same(ReadOnlySpan<uint> known, ReadOnlySpan<BlockPrint> blocks, out int at)
    {
        at = Shared(known, blocks);
        return at == known.Length && at == blocks.Length;
    }

    private static int Shared(ReadOnlySpan<uint> known, ReadOnlySpan<BlockPrint> blocks)
    {
        var at = 0;
        while (at < known.Length && at < blocks.Length && known[at] == (uint)blocks[at].Whole)
        {
            at++;
        }

        return at;
    }

    private static bool SameSet(ReadOnlySpan<uint> known, ReadOnlySpan<BlockPrint> blocks)
    {
        if (known.Length != blocks.Length)
        {
            return false;
        }

        var (first, second) = (known.ToArray(), new uint[blocks.Length]);
        Write(blocks, second);
        Array.Sort(first);
        Array.Sort(second);
        return first.AsSpan().SequenceEqual(second);
    }

    // The same turn with those tokens read from the cache instead of written into it, or counted without one.
    private static Usage Read(Usage usage, long tokens)
    {
        var written = Math.Min(tokens, Math.Max(usage.CacheWriteTokens, 0));
        return usage with
        {
            CacheReadTokens = usage.CacheReadTokens + tokens,
            CacheWriteTokens = usage.CacheWriteTokens - written,
            CacheWrite1hTokens = Math.Min(usage.CacheWrite1hTokens, usage.CacheWriteTokens - written),
            InputTokens = Math.Max(0, usage.InputTokens - (tokens - written)),
        };
    }

    private static Usage Unread(Usage usage) => usage with { CacheReadTokens = 0, InputTokens = usage.InputTokens + usage.CacheReadTokens };
}
