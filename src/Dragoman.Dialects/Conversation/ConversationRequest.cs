using System.Runtime.InteropServices;
using Dragoman.Dialects.Edits;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// A request as the house understands it: Messages-shaped, content blocks in order, everything that need not be parsed as a
/// slice of the bytes it came in. A dialect's request reader fills one; a dialect's request writer writes from one and never
/// changes it, so that several attempts can be made from the same request (H-330). Pooled: rent, fill, dispose.
/// </summary>
public sealed class ConversationRequest : IDisposable
{
    private static readonly FreeList<ConversationRequest> Pool = new(most: 64);
    private const int MinPooledBlocks = 256;
    private const int MaxPooledBlocks = 16 * 1024;
    private const int MaxKeptSchema = 256;
    private const int MaxKeptFiles = 64 * 1024;

    private readonly List<Block> _blocks;
    private readonly List<Message> _messages;
    private readonly List<ToolDefinition> _tools;
    private readonly List<Slice> _stopSequences = [];
    private readonly List<UnknownMember> _unknown = [];

    private ConversationRequest(int blocks, int messages, int tools)
    {
        _blocks = new(blocks);
        _messages = new(messages);
        _tools = new(tools);
    }

    /// <summary>The bytes that every slice here points into. Owned by the request: disposed with it.</summary>
    public Arena Arena { get; private set; } = null!;

    /// <summary>The body as received.</summary>
    public Slice Body { get; set; }

    /// <summary>True where the body is known to be valid UTF-8 and need not be looked through for it once more.</summary>
    public bool IsUtf8 { get; set; }

    /// <summary>The name of the dialect that the raw parts are written in, where they are kept; null where none is.</summary>
    public string? RawDialect { get; set; }

    /// <summary>The model id as the client wrote it, escaped content.</summary>
    public Slice Model { get; set; }

    /// <summary>Blocks of the system prompt: <c>[0, SystemEnd)</c> of <see cref="Blocks"/> belong to it when it was read first;
    /// in general <c>[SystemFirst, SystemEnd)</c>.</summary>
    public int SystemFirst { get; set; }

    /// <summary>Index behind the system prompt's last block.</summary>
    public int SystemEnd { get; set; }

    /// <summary>The raw <c>system</c> value.</summary>
    public Slice SystemRaw { get; set; }

    /// <summary>Upper bound of generated tokens; null where the client gave none.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>The client wants a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>Raw number or absent.</summary>
    public Slice Temperature { get; set; }

    /// <summary>Raw number or absent.</summary>
    public Slice TopP { get; set; }

    /// <summary>Raw number or absent.</summary>
    public Slice TopK { get; set; }

    /// <summary>What the client says about calling tools.</summary>
    public ToolChoice ToolChoice;

    /// <summary>How the client wants the model to think.</summary>
    public ThinkingConfig Thinking;

    /// <summary>Top-level <c>output_config.effort</c>, escaped content.</summary>
    public Slice Effort { get; set; }

    /// <summary>The raw JSON Schema of <c>output_config.format</c> (or the deprecated <c>output_format</c>).</summary>
    public Slice OutputSchema { get; set; }

    /// <summary>The raw <c>output_config</c> object, where the client's dialect has one.</summary>
    public Slice OutputConfigRaw { get; set; }

    /// <summary>The raw deprecated <c>output_format</c> object, where the client sent it.</summary>
    public Slice OutputFormatRaw { get; set; }

    /// <summary>The raw <c>metadata</c> object, where the client's dialect has one.</summary>
    public Slice MetadataRaw { get; set; }

    /// <summary><c>metadata.user_id</c>, escaped content.</summary>
    public Slice UserId { get; set; }

    /// <summary>The raw <c>safeguards</c> array (auto mode).</summary>
    public Slice Safeguards { get; set; }

    /// <summary>The raw array of betas, where the client's dialect has them in the body.</summary>
    public Slice BetasRaw { get; set; }

    /// <summary>All blocks, see <see cref="Block"/> for the order.</summary>
    public ReadOnlySpan<Block> Blocks => CollectionsMarshal.AsSpan(_blocks);

    /// <summary>The messages in order.</summary>
    public ReadOnlySpan<Message> Messages => CollectionsMarshal.AsSpan(_messages);

    /// <summary>The tools in order.</summary>
    public ReadOnlySpan<ToolDefinition> Tools => CollectionsMarshal.AsSpan(_tools);

    /// <summary>Stop sequences, escaped content.</summary>
    public ReadOnlySpan<Slice> StopSequences => CollectionsMarshal.AsSpan(_stopSequences);

    /// <summary>Top-level members without a field of their own (<c>thread</c>, <c>mcp_servers</c>, <c>tags</c>, future ones).</summary>
    public ReadOnlySpan<UnknownMember> Unknown => CollectionsMarshal.AsSpan(_unknown);

    /// <summary>The bytes of a slice.</summary>
    public ReadOnlySpan<byte> this[Slice slice] => Arena[slice];

    /// <summary>Takes a request from the pool. It owns <paramref name="arena"/> from here on.</summary>
    public static ConversationRequest Rent(Arena arena)
    {
        var request = Pool.Take() ?? new ConversationRequest(MinPooledBlocks, messages: 64, tools: 64);
        request.Arena = arena;
        return request;
    }

    /// <summary>
    /// A small request with what the reader of an answer looks up: the tools by name and type, and the calls, references and added
    /// tools of the conversation by name and id. Everything else is absent. So a stream need not hold a whole conversation while it
    /// waits for its model (P7). The caller disposes both.
    /// </summary>
    /// <param name="keepSchemas">True where arguments are held against the schemas of their tools.</param>
    /// <param name="keepFiles">True where edits are held against the files that were read last.</param>
    public ConversationRequest ForAnswer(bool keepSchemas, bool keepFiles = false)
    {
        var named = 0;
        foreach (ref readonly var block in Blocks)
        {
            named += IsNamed(block) ? 1 : 0;
        }

        var small = new ConversationRequest(named, messages: 0, _tools.Count) { Arena = new Arena(1024), Stream = Stream };
        foreach (ref readonly var tool in Tools)
        {
            small._tools.Add(new ToolDefinition
            {
                Name = small.Copy(this[tool.Name]),
                Type = small.Copy(this[tool.Type]),
                // A tool that takes free text is known by its schema, which is short.
                InputSchema = keepSchemas || tool.InputSchema.Length <= MaxKeptSchema ? small.Copy(this[tool.InputSchema]) : default,
            });
        }

        foreach (ref readonly var block in Blocks)
        {
            if (IsNamed(block))
            {
                small._blocks.Add(new Block
                {
                    Kind = block.Kind,
                    Span = 1,
                    Id = small.Copy(this[block.Id]),
                    Name = small.Copy(this[block.Name]),
                });
            }
        }

        if (keepFiles && OfferedTools.FindDefined(this, "Edit"u8) >= 0)
        {
            KeepFiles(small);
        }

        return small;
    }

    // The latest calls of the file tools and their results, as many as there is room for.
    private void KeepFiles(ConversationRequest small)
    {
        var steps = FileHistory.Steps(this);
        var first = steps.Count;
        for (var room = MaxKeptFiles; first > 0 && (room -= FileHistory.Size(this, steps[first - 1])) >= 0; first--)
        {
        }

        for (; first < steps.Count; first++)
        {
            var step = steps[first];
            ref readonly var call = ref Blocks[step.Call];
            ref readonly var result = ref Blocks[step.Result];
            var id = small.Copy(this[call.Id]);
            small.Add(new Block { Kind = call.Kind, Span = 1, Id = id, Name = small.Copy(this[call.Name]), Input = small.Copy(this[call.Input]) });
            small.Add(new Block { Kind = result.Kind, Span = result.Span, Id = id, IsError = result.IsError });
            for (var i = step.Result + 1; i < step.Result + result.Span; i++)
            {
                small.Add(new Block { Kind = Blocks[i].Kind, Span = Blocks[i].Span, Text = small.Copy(this[Blocks[i].Text]) });
            }
        }
    }

    private static bool IsNamed(in Block block) => block.Kind
        is BlockKind.ToolUse or BlockKind.ServerToolUse or BlockKind.ToolReference or BlockKind.ToolAddition;

    private Slice Copy(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : Arena.Append(bytes);

    /// <summary>Adds a block and returns its index. <see cref="Block.Span"/> must be right once its children are in.</summary>
    public int Add(in Block block)
    {
        _blocks.Add(block);
        return _blocks.Count - 1;
    }

    /// <summary>A block that is still being filled. The reference is invalid after the next <see cref="Add(in Block)"/>.</summary>
    public ref Block BlockAt(int index) => ref CollectionsMarshal.AsSpan(_blocks)[index];

    /// <summary>Number of blocks so far.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>Adds a message.</summary>
    public void Add(in Message message) => _messages.Add(message);

    /// <summary>Adds a tool.</summary>
    public void Add(in ToolDefinition tool) => _tools.Add(tool);

    /// <summary>Adds a stop sequence, escaped content.</summary>
    public void AddStopSequence(Slice sequence) => _stopSequences.Add(sequence);

    /// <summary>Adds a top-level member that has no field.</summary>
    public void AddUnknown(Slice name, Slice value) => _unknown.Add(new UnknownMember(name, value));

    /// <summary>
    /// The same request without its tools in an arena of its own, for a turn that goes on behind the client's messages: slices of this
    /// one are slices of the copy.
    /// </summary>
    /// <param name="room">Bytes that will be added to the arena.</param>
    public ConversationRequest CopyWithoutTools(int room)
    {
        var arena = new Arena(Arena.Length + room);
        arena.Append(Arena.Bytes[1..]);
        var copy = Rent(arena);
        copy._blocks.AddRange(Blocks);
        copy._messages.AddRange(Messages);
        copy._stopSequences.AddRange(StopSequences);
        copy._unknown.AddRange(Unknown);
        (copy.Body, copy.RawDialect, copy.Model) = (Body, RawDialect, Model);
        (copy.SystemFirst, copy.SystemEnd, copy.SystemRaw) = (SystemFirst, SystemEnd, SystemRaw);
        (copy.MaxTokens, copy.Stream) = (MaxTokens, Stream);
        (copy.Temperature, copy.TopP, copy.TopK) = (Temperature, TopP, TopK);
        (copy.ToolChoice, copy.Thinking, copy.Effort) = (ToolChoice, Thinking, Effort);
        (copy.OutputSchema, copy.OutputConfigRaw, copy.OutputFormatRaw) = (OutputSchema, OutputConfigRaw, OutputFormatRaw);
        (copy.MetadataRaw, copy.UserId, copy.Safeguards) = (MetadataRaw, UserId, Safeguards);
        return copy;
    }

    /// <summary>Gives the arena's buffer and the request itself back.</summary>
    public void Dispose()
    {
        if (Arena is null)
        {
            return;
        }

        Arena.Dispose();
        Clear();
        if (_blocks.Capacity is >= MinPooledBlocks and <= MaxPooledBlocks)
        {
            Pool.Return(this);
        }
    }

    private void Clear()
    {
        Arena = null!;
        _blocks.Clear();
        _messages.Clear();
        _tools.Clear();
        _stopSequences.Clear();
        _unknown.Clear();
        Body = Model = SystemRaw = Temperature = TopP = TopK = Effort = OutputSchema = UserId = Safeguards = default;
        OutputConfigRaw = OutputFormatRaw = MetadataRaw = BetasRaw = default;
        SystemFirst = SystemEnd = 0;
        MaxTokens = null;
        Stream = IsUtf8 = false;
        RawDialect = null;
        ToolChoice = default;
        Thinking = default;
    }
}
