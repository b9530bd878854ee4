using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Raises the events of an answer by hand.</summary>
internal sealed class Script(IStreamSink sink)
{
    private int _index = -1;

    public Script Start(string id = "msg_1", string model = "up")
    {
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.MessageStart,
            Id = Encoding.UTF8.GetBytes(id),
            Name = Encoding.UTF8.GetBytes(model),
            Usage = new Usage { IsReported = true, InputTokens = 5 },
        });
        return this;
    }

    /// <summary>A block of text in the given pieces (escaped content).</summary>
    public Script Text(params string[] pieces) => Block(BlockKind.Text, DeltaKind.Text, pieces);

    public Script Thinking(params string[] pieces) => Block(BlockKind.Thinking, DeltaKind.Thinking, pieces);

    /// <summary>A tool call; the pieces are escaped content of its arguments.</summary>
    public Script Call(string id, string name, params string[] pieces) => Block(BlockKind.ToolUse, DeltaKind.InputJson, pieces, id, name);

    public Script Block(BlockKind kind, DeltaKind delta, string[] pieces, string id = "", string name = "")
    {
        _index++;
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.BlockStart,
            Index = _index,
            Block = kind,
            Id = Encoding.UTF8.GetBytes(id),
            Name = Encoding.UTF8.GetBytes(name),
        });
        foreach (var piece in pieces)
        {
            sink.On(new StreamEvent
            {
                Kind = StreamEventKind.Delta,
                Index = _index,
                Block = kind,
                Delta = delta,
                Text = Encoding.UTF8.GetBytes(piece),
            });
        }

        sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _index, Block = kind });
        return this;
    }

    public Script Ping()
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.Ping });
        return this;
    }

    public void Error(Failure failure) => sink.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = failure });

    public void Finish(StopReason stop, string explanation = "", string stopSequence = "", Usage? usage = null)
    {
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = stop,
            Explanation = Encoding.UTF8.GetBytes(explanation),
            StopSequence = Encoding.UTF8.GetBytes(stopSequence),
            Usage = usage ?? new Usage { IsReported = true, InputTokens = 100, CacheReadTokens = 800, CacheWriteTokens = 100, OutputTokens = 9, ThinkingTokens = 4 },
        });
        sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }
}
