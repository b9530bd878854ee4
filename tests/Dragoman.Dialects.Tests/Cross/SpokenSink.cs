using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// Folds events to what they say, holds them against their own grammar, and hands them on. Deltas are kept escaped until their block
/// closes, because an escape may be spread over two of them.
/// </summary>
internal sealed class SpokenSink(IStreamSink? next = null) : IStreamSink
{
    private readonly List<byte> _text = [];
    private readonly List<byte> _thinking = [];
    private readonly List<byte> _arguments = [];
    private BlockKind? _open;
    private string _id = string.Empty;
    private string _name = string.Empty;
    private bool _started;
    private bool _finished;
    private bool _ended;
    private int _blocks;

    public Spoken Spoken { get; } = new();

    /// <summary>What was against the grammar of events.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many events there were.</summary>
    public int Events { get; private set; }

    public void On(in StreamEvent streamEvent)
    {
        Events++;
        Require(!_ended, $"{streamEvent.Kind} behind the end");
        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                Require(!_started, "a second start");
                _started = true;
                break;
            case StreamEventKind.BlockStart:
                Require(_started && !_finished && _open is null, "a block starts out of place");
                Require(streamEvent.Index == _blocks++, $"block index {streamEvent.Index}");
                _open = streamEvent.Block;
                _id = Decode(streamEvent.Id);
                _name = Decode(streamEvent.Name);
                Require(streamEvent.Block != BlockKind.ToolUse || (_id.Length > 0 && _name.Length > 0), "a call without id or name");
                break;
            case StreamEventKind.Delta:
                Require(_open == streamEvent.Block, $"a delta of {streamEvent.Block} in {_open}");
                Add(streamEvent);
                break;
            case StreamEventKind.BlockStop:
                Require(_open is not null, "a stop without a block");
                Close();
                break;
            case StreamEventKind.Finish:
                Require(_started && !_finished && _open is null, "finish out of place");
                _finished = true;
                Spoken.Stop = streamEvent.Stop;
                Spoken.Usage = streamEvent.Usage;
                break;
            case StreamEventKind.End:
                Require(_finished, "end without finish");
                Complete();
                break;
            case StreamEventKind.Error:
                Require(streamEvent.Failure is not null, "an error without failure");
                Spoken.Failed = true;
                Complete();
                break;
            default:
                Require(_started || streamEvent.Kind == StreamEventKind.Ping, $"{streamEvent.Kind} in front of the start");
                break;
        }

        next?.On(streamEvent);
    }

    private void Add(in StreamEvent delta)
    {
        switch (delta.Delta)
        {
            case DeltaKind.Text:
                _text.AddRange(delta.Text);
                break;
            case DeltaKind.Thinking:
                _thinking.AddRange(delta.Text);
                break;
            case DeltaKind.InputJson:
                _arguments.AddRange(delta.Text);
                break;
            default:
                break;
        }
    }

    private void Close()
    {
        if (_open == BlockKind.ToolUse)
        {
            Spoken.Calls.Add(new SpokenCall(_id, _name, Spoken.Canonical(Decode([.. _arguments]))));
        }

        _arguments.Clear();
        _open = null;
    }

    private void Complete()
    {
        _ended = true;
        Spoken.Text = Decode([.. _text]);
        Spoken.Thinking = Decode([.. _thinking]);
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Faults.Add(otherwise);
        }
    }

    private static string Decode(ReadOnlySpan<byte> escaped)
    {
        using var plain = new ByteWriter(escaped.Length);
        JsonStrings.Unescape(escaped, plain);
        return Encoding.UTF8.GetString(plain.Written);
    }
}
