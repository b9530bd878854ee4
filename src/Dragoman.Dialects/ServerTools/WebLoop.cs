using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>
/// Makes one answer of several: it stands between the upstream's reader and the client's writer, takes the calls of web tools out,
/// shows the client a <c>server_tool_use</c> in their place, and lets the answer go on over as many rounds as the model wants
/// (H-179, H-180, H-185). The caller runs the calls and hands in what became of them.
/// </summary>
public sealed partial class WebLoop : IStreamSink, IDisposable
{
    private readonly IStreamSink _client;
    private readonly ConversationRequest _request;
    private readonly IIdSource _ids;
    private readonly LoopTranscript _transcript = new();
    private readonly Citations _citations = new();
    private readonly List<LoopBlock> _said = [];
    private readonly List<WebCall> _calls = [];
    private readonly List<HeldCall> _held = [];
    private readonly ByteWriter _text = new(4 * 1024);
    private readonly ByteWriter _signature = new(256);
    private readonly ByteWriter _scratch = new(1024);
    private Usage _usage;
    private Usage _round;
    private StopReason _stop;
    private HeldCall? _call;
    private BlockKind _open;
    private int _next;
    private bool _isStarted;

    /// <summary>A loop for one turn.</summary>
    /// <param name="client">The client's writer.</param>
    /// <param name="request">The client's request.</param>
    /// <param name="plan">The tools that the gateway runs.</param>
    /// <param name="ids">Makes ids.</param>
    public WebLoop(IStreamSink client, ConversationRequest request, WebPlan plan, IIdSource ids)
    {
        _client = client;
        _request = request;
        _ids = ids;
        Plan = plan;
    }

    /// <summary>The tools.</summary>
    public WebPlan Plan { get; }

    /// <summary>The calls of this round that wait for their outcome, in order; empty where the answer is over.</summary>
    public IReadOnlyList<WebCall> Calls => _calls;

    /// <summary>True once the client has the end of its answer, or the error in its place.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True once a block of this round went to the client, or a call of it was taken.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>True where the loop must come to an end: the next round may not call.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Pages that were fetched.</summary>
    public long Fetches { get; private set; }

    /// <summary>Searches that were run.</summary>
    public long Searches { get; private set; }

    /// <summary>The request of the next round. The caller owns it.</summary>
    public ConversationRequest NextRequest()
    {
        HasSpoken = false;
        return LoopRequest.Make(_request, Plan, _transcript, _usage.OutputTokens, mayCall: !IsExhausted);
    }

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                if (!_isStarted)
                {
                    _isStarted = true;
                    _client.On(in streamEvent);
                }

                break;
            case StreamEventKind.BlockStart:
                Start(in streamEvent);
                break;
            case StreamEventKind.Delta:
                Add(in streamEvent);
                break;
            case StreamEventKind.BlockStop:
                Stop();
                break;
            case StreamEventKind.Finish:
                Finish(in streamEvent);
                break;
            case StreamEventKind.End:
                break;
            case StreamEventKind.Error:
                IsOver = true;
                _client.On(in streamEvent);
                break;
            default:
                _client.On(in streamEvent);
                break;
        }
    }

    /// <summary>A later round could not be had: the answer ends with the failure.</summary>
    public void Break(Failure failure)
    {
        IsOver = true;
        _client.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = failure });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _signature.Dispose();
        _scratch.Dispose();
        _call?.Dispose();
        foreach (var held in _held)
        {
            held.Dispose();
        }
    }

    private void Start(in StreamEvent start)
    {
        HasSpoken = true;
        _open = start.Block;
        _text.Reset();
        _signature.Reset();
        if (start.Block == BlockKind.ToolUse)
        {
            _call = new HeldCall(start.Id.ToArray(), start.Name.ToArray(), start.Raw.ToArray());
            return;
        }

        if (start.Block == BlockKind.RedactedThinking)
        {
            _text.Write(start.Text);
        }

        Forward(in start);
    }

    private void Add(in StreamEvent delta)
    {
        if (_call is not null)
        {
            if (delta.Delta == DeltaKind.InputJson)
            {
                _call.Input.Write(delta.Text);
            }

            return;
        }

        if (delta.Delta == DeltaKind.Signature)
        {
            _signature.Write(delta.Text);
        }
        else if (delta.Delta is DeltaKind.Text or DeltaKind.Thinking)
        {
            _text.Write(delta.Text);
        }

        Forward(in delta);
    }

    private void Stop()
    {
        if (_call is { } call)
        {
            _call = null;
            Take(call);
            return;
        }

        if (_open == BlockKind.Text)
        {
            _citations.Find(_text.Written, RaiseCitation);
        }

        if (_open is BlockKind.Text or BlockKind.Thinking or BlockKind.RedactedThinking)
        {
            _said.Add(new LoopBlock(_open, _text.Written.ToArray()) { Signature = _signature.Written.ToArray() });
        }

        Close(_open);
    }

    private void RaiseCitation(ByteWriter citation) => _client.On(new StreamEvent
    {
        Kind = StreamEventKind.Delta,
        Delta = DeltaKind.Citation,
        Block = BlockKind.Text,
        Index = _next,
        Raw = citation.Written,
    });

    // A call of the client's waits until it is known whether one of the gateway's stands behind it: clients run what they get, and
    // the gateway's results stand in front of it.
    private void Take(HeldCall call)
    {
        if (Plan.Find(call.Name) is not { } tool)
        {
            _held.Add(call);
            return;
        }

        using (call)
        {
            _scratch.Reset();
            JsonStrings.Unescape(call.Input.Written, _scratch);
            var argument = Argument(_scratch.Written, tool.Kind == WebToolKind.Search ? "query"u8 : "url"u8);
            var id = NewId();
            _calls.Add(new WebCall(tool, id, call.Id, argument));
            _scratch.Reset();
            _scratch.Write(tool.Kind == WebToolKind.Search ? "{\"query\":"u8 : "{\"url\":"u8);
            _scratch.WriteString(argument ?? string.Empty);
            _scratch.Write((byte)'}');
            _said.Add(new LoopBlock(BlockKind.ToolUse, _scratch.Written.ToArray()) { Id = call.Id, Name = call.Name });
            RaiseCall(tool, id);
        }
    }

    private void RaiseCall(WebTool tool, string id)
    {
        using var input = new ByteWriter(512);
        JsonStrings.Escape(_scratch.Written, input);
        Forward(new StreamEvent
        {
            Kind = StreamEventKind.BlockStart,
            Block = BlockKind.ServerToolUse,
            Id = Encoding.ASCII.GetBytes(id),
            Name = Encoding.UTF8.GetBytes(tool.Name),
        });
        Forward(new StreamEvent
        {
            Kind = StreamEventKind.Delta,
            Block = BlockKind.ServerToolUse,
            Delta = DeltaKind.InputJson,
            Text = input.Written,
        });
        Close(BlockKind.ServerToolUse);
    }

    private string NewId()
    {
        Span<byte> random = stackalloc byte[24];
        _ids.Fill(random);
        return string.Concat("srvtoolu_", Encoding.ASCII.GetString(random));
    }

    // Models send the one argument under its name, or as the only text that there is.
    private static string? Argument(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var cursor = new JsonCursor(json);
        if (cursor.Peek() != JsonKind.Object)
        {
            return null;
        }

        string? only = null;
        var count = 0;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> member))
        {
            var isNamed = member.SequenceEqual(name);
            var value = cursor.ReadStringOrSkip();
            if (cursor.Failed)
            {
                return null;
            }

            if (!value.IsEmpty)
            {
                only = JsonStrings.Decode(json.Slice(value.Start, value.Length)).Trim();
                count++;
                if (isNamed && only.Length > 0)
                {
                    return only;
                }
            }
        }

        return count == 1 && only!.Length > 0 ? only : null;
    }

    private void Forward(in StreamEvent streamEvent)
    {
        var copy = streamEvent;
        copy.Index = _next;
        _client.On(in copy);
    }

    private void Close(BlockKind kind)
    {
        _client.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _next, Block = kind });
        _next++;
    }
}
