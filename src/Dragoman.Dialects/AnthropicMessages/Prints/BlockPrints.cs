namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>
/// The fingerprints of a request's blocks in the order in which caches see them: tools, system prompt, messages. Taken while the
/// body is scanned anyway; reused from turn to turn.
/// </summary>
public sealed class BlockPrints
{
    /// <summary>Blocks that are taken; what comes behind is not looked at.</summary>
    public const int Max = 4096;

    private BlockPrint[] _tools = new BlockPrint[64];
    private BlockPrint[] _system = new BlockPrint[8];
    private BlockPrint[] _messages = new BlockPrint[256];
    private int _toolCount;
    private int _systemCount;
    private int _messageCount;

    /// <summary>The tools on offer.</summary>
    public ReadOnlySpan<BlockPrint> Tools => _tools.AsSpan(0, _toolCount);

    /// <summary>The system prompt, without the line in front that names the client.</summary>
    public ReadOnlySpan<BlockPrint> System => _system.AsSpan(0, _systemCount);

    /// <summary>The blocks of the messages.</summary>
    public ReadOnlySpan<BlockPrint> Messages => _messages.AsSpan(0, _messageCount);

    /// <summary>Of the settings that caches depend on: thinking, effort, choice of tools.</summary>
    public ulong Settings { get; private set; }

    /// <summary>The client asked for a cache of one hour somewhere.</summary>
    public bool LongCache { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _toolCount = _systemCount = _messageCount = 0;
        Settings = 0;
        LongCache = false;
    }

    internal void Add(in BlockPrint print)
    {
        switch (print.Kind)
        {
            case PrintKind.Tool:
                Add(ref _tools, ref _toolCount, print);
                break;
            case PrintKind.System:
                Add(ref _system, ref _systemCount, print);
                break;
            default:
                Add(ref _messages, ref _messageCount, print);
                break;
        }
    }

    internal void AddSetting(ulong hash) => Settings = ByteHash.Combine(Settings, hash);

    internal void NoteMark(ReadOnlySpan<byte> mark) => LongCache |= mark.IndexOf("\"1h\""u8) >= 0;

    private static void Add(ref BlockPrint[] list, ref int count, in BlockPrint print)
    {
        if (count >= Max)
        {
            return;
        }

        if (count == list.Length)
        {
            Array.Resize(ref list, count * 2);
        }

        list[count++] = print;
    }
}
