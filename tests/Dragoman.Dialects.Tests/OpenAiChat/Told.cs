using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>One block as it was told.</summary>
internal sealed class ToldBlock(BlockKind kind, string id, string name)
{
    public BlockKind Kind { get; } = kind;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public StringBuilder Escaped { get; } = new();

    public int Deltas { get; set; }

    public string Signature { get; set; } = string.Empty;

    /// <summary>The whole block, where it came raw.</summary>
    public string Raw { get; set; } = string.Empty;

    public List<string> Citations { get; } = [];

    public bool Stopped { get; set; }

    public string Text => JsonStrings.Decode(Encoding.UTF8.GetBytes(Escaped.ToString()));

    public override string ToString() => $"{Kind}{(Name.Length > 0 ? " " + Name : string.Empty)}:{Text}";
}

/// <summary>Takes the events of an answer, checks their grammar and folds them.</summary>
internal sealed class Told : IStreamSink
{
    public List<ToldBlock> Blocks { get; } = [];

    public List<string> Events { get; } = [];

    public string Id { get; private set; } = string.Empty;

    public string Model { get; private set; } = string.Empty;

    public Usage StartUsage { get; private set; }

    public Usage Usage { get; private set; }

    public StopReason Stop { get; private set; }

    public string StopSequence { get; private set; } = string.Empty;

    public string Explanation { get; private set; } = string.Empty;

    public Failure? Failure { get; private set; }

    public bool Ended { get; private set; }

    private bool _started;
    private bool _finished;

    public string Text => string.Concat(Blocks.Where(block => block.Kind == BlockKind.Text).Select(block => block.Text));

    public string Thinking => string.Concat(Blocks.Where(block => block.Kind == BlockKind.Thinking).Select(block => block.Text));

    public IReadOnlyList<ToldBlock> Calls => [.. Blocks.Where(block => block.Kind == BlockKind.ToolUse)];

    public string Shape => string.Join(" | ", Blocks);

    public void On(in StreamEvent e)
    {
        Failure.ShouldBeNull("nothing follows an error");
        Ended.ShouldBeFalse("nothing follows the end");
        Events.Add(e.Kind.ToString());
        var open = Blocks.Count > 0 && !Blocks[^1].Stopped;
        switch (e.Kind)
        {
            case StreamEventKind.MessageStart:
                _started.ShouldBeFalse("one start");
                _started = true;
                Id = Encoding.UTF8.GetString(e.Id);
                Model = Encoding.UTF8.GetString(e.Name);
                StartUsage = e.Usage;
                break;
            case StreamEventKind.BlockStart:
                _started.ShouldBeTrue();
                open.ShouldBeFalse("one open block at a time");
                _finished.ShouldBeFalse();
                e.Index.ShouldBe(Blocks.Count);
                Blocks.Add(new ToldBlock(e.Block, JsonStrings.Decode(e.Id), JsonStrings.Decode(e.Name)) { Raw = Encoding.UTF8.GetString(e.Raw) });
                break;
            case StreamEventKind.Delta:
                open.ShouldBeTrue("a delta needs an open block");
                e.Index.ShouldBe(Blocks.Count - 1);
                e.Block.ShouldBe(Blocks[^1].Kind);
                (e.Text.Length + e.Raw.Length).ShouldBeGreaterThan(0);
                Add(e, Blocks[^1]);
                break;
            case StreamEventKind.BlockStop:
                open.ShouldBeTrue("a block stops once");
                e.Index.ShouldBe(Blocks.Count - 1);
                Blocks[^1].Stopped = true;
                break;
            case StreamEventKind.Finish:
                open.ShouldBeFalse("blocks are closed at the finish");
                _started.ShouldBeTrue();
                _finished.ShouldBeFalse("one finish");
                _finished = true;
                Stop = e.Stop;
                Usage = e.Usage;
                StopSequence = JsonStrings.Decode(e.StopSequence);
                Explanation = JsonStrings.Decode(e.Explanation);
                break;
            case StreamEventKind.End:
                _finished.ShouldBeTrue("a finish stands before the end");
                Ended = true;
                break;
            case StreamEventKind.Error:
                _started.ShouldBeTrue("an error before the start is an early failure");
                Failure = e.Failure.ShouldNotBeNull();
                break;
            default:
                break;
        }
    }

    private static void Add(in StreamEvent e, ToldBlock block)
    {
        var text = Encoding.UTF8.GetString(e.Text);
        if (e.Delta == DeltaKind.Signature)
        {
            block.Kind.ShouldBe(BlockKind.Thinking);
            block.Signature.ShouldBeEmpty("one signature a block");
            block.Signature = text;
            return;
        }

        block.Signature.ShouldBeEmpty("the signature comes last");
        if (e.Delta == DeltaKind.Citation)
        {
            block.Kind.ShouldBe(BlockKind.Text);
            block.Deltas.ShouldBeGreaterThan(0, "a citation stands behind the text's beginning");
            block.Citations.Add(Encoding.UTF8.GetString(e.Raw));
            return;
        }

        (block.Kind, e.Delta).ShouldBeOneOf(
            (BlockKind.Text, DeltaKind.Text), (BlockKind.Thinking, DeltaKind.Thinking), (BlockKind.ToolUse, DeltaKind.InputJson),
            (BlockKind.ServerToolUse, DeltaKind.InputJson));
        block.Escaped.Append(text);
        block.Deltas++;
    }
}
