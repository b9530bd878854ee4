using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes the events of an answer as those of Responses, or, where no stream is wanted, the response object alone. Either way the
/// items are gathered, as the last event holds the whole answer again. A delta costs a few copies and no allocation.
/// </summary>
internal sealed partial class ResponseWriter : IStreamSink
{
    private const int IdLength = 24;

    private readonly Translation _translation;
    private readonly ByteWriter _output;
    private readonly bool _isStream;
    private readonly ByteWriter _head = new(512);
    private readonly ByteWriter _items = new(1024);
    private readonly ByteWriter _text = new(1024);
    private readonly ByteWriter _signature = new(256);
    private readonly ByteWriter _annotations = new(256);
    private readonly ByteWriter _name = new(256);
    private readonly ByteWriter _callId = new(256);
    private readonly byte[] _itemId = new byte[5 + IdLength];
    private int _itemIdLength;
    private int _sequence;
    private int _index;
    private bool _isStarted;
    private bool _isReleased;
    private bool _hasPart;
    private bool _isCustom;
    private ItemShape _shape;
    private StopReason _stop;
    private Usage _usage;

    public ResponseWriter(Translation translation, ByteWriter output, bool isStream)
    {
        _translation = translation;
        _output = output;
        _isStream = isStream;
    }

    public void On(in StreamEvent streamEvent)
    {
        if (_isReleased)
        {
            return;
        }

        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                _usage = streamEvent.Usage;
                Start();
                break;
            case StreamEventKind.BlockStart:
                StartBlock(streamEvent);
                break;
            case StreamEventKind.Delta:
                Delta(streamEvent);
                break;
            case StreamEventKind.BlockStop:
                StopBlock();
                break;
            case StreamEventKind.Finish:
                Finish(streamEvent);
                break;
            case StreamEventKind.End:
                End();
                Release();
                break;
            case StreamEventKind.Ping when _isStream:
                // A comment: the protocol knows no such event, and every reader skips comments.
                _output.Write(": ping\n\n"u8);
                break;
            case StreamEventKind.Error when streamEvent.Failure is { } failure:
                Fail(failure);
                Release();
                break;
            default:
                break;
        }
    }

    private void Start()
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        _head.Write("{\"id\":\"resp_"u8);
        WriteNewId(_head);
        _head.Write("\",\"object\":\"response\",\"created_at\":"u8);
        _head.WriteNumber(_translation.StartedAt.ToUnixTimeSeconds());
        // The name that was asked for, not the upstream's (H-207).
        _head.Write(",\"model\":"u8);
        _head.WriteString(_translation.RequestedModel);
        _head.Write(",\"background\":false,\"instructions\":null,\"max_output_tokens\":"u8);
        if (_translation.Request.MaxTokens is { } max)
        {
            _head.WriteNumber(max);
        }
        else
        {
            _head.Write("null"u8);
        }

        _head.Write(",\"metadata\":{},\"parallel_tool_calls\":"u8);
        _head.WriteBoolean(!_translation.Request.ToolChoice.DisableParallel);
        _head.Write(",\"previous_response_id\":null,\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":null"u8);
        _head.Write(",\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":null,\"truncation\":\"disabled\""u8);
        foreach (var type in (ReadOnlySpan<string>)["response.created", "response.in_progress"])
        {
            if (Open(type))
            {
                _output.Write(",\"response\":"u8);
                WriteResponse("in_progress"u8, null);
                Close();
            }
        }
    }

    private void Finish(in StreamEvent finish)
    {
        StopBlock();
        _stop = finish.Stop;
        _usage = finish.Usage;
        if (_stop == StopReason.Refusal && _index == 0 && !finish.Explanation.IsEmpty)
        {
            WriteRefusal(finish.Explanation);
        }

        OpenAiChat.Client.FinishReasons.NoteLosses(_stop, _translation.Losses);
    }

    private void End()
    {
        Start();
        var isIncomplete = _stop is StopReason.MaxTokens or StopReason.ContextWindowExceeded or StopReason.Refusal;
        var status = isIncomplete ? "incomplete"u8 : "completed"u8;
        if (!_isStream)
        {
            WriteResponse(status, null);
            return;
        }

        Open(isIncomplete ? "response.incomplete" : "response.completed");
        _output.Write(",\"response\":"u8);
        WriteResponse(status, null);
        Close();
    }

    // The event that clients throw on, and behind it the one that says it of the response.
    private void Fail(Failure failure)
    {
        if (!_isStream)
        {
            return;
        }

        Start();
        Open("error");
        _output.Write(",\"code\":"u8);
        WriteCode(failure);
        _output.Write(",\"message\":"u8);
        _output.WriteString(failure.Message);
        _output.Write(",\"param\":null"u8);
        Close();
        Open("response.failed");
        _output.Write(",\"response\":"u8);
        WriteResponse("failed"u8, failure);
        Close();
    }

    private void WriteResponse(ReadOnlySpan<byte> status, Failure? failure)
    {
        _output.Write(_head.Written);
        _output.Write(",\"status\":\""u8);
        _output.Write(status);
        _output.Write("\",\"error\":"u8);
        if (failure is null)
        {
            _output.Write("null"u8);
        }
        else
        {
            _output.Write("{\"code\":"u8);
            WriteCode(failure);
            _output.Write(",\"message\":"u8);
            _output.WriteString(failure.Message);
            _output.Write((byte)'}');
        }

        _output.Write(",\"incomplete_details\":"u8);
        _output.Write(!status.SequenceEqual("incomplete"u8) ? "null"u8
            : _stop == StopReason.Refusal ? "{\"reason\":\"content_filter\"}"u8
            : "{\"reason\":\"max_output_tokens\"}"u8);
        _output.Write(",\"output\":["u8);
        _output.Write(_items.Written);
        _output.Write((byte)']');
        if (!status.SequenceEqual("in_progress"u8) && failure is null)
        {
            _output.Write(",\"usage\":"u8);
            WriteUsage();
        }

        _output.Write((byte)'}');
    }

    // The counts include what was read from and written to a cache (H-236).
    private void WriteUsage()
    {
        _output.Write("{\"input_tokens\":"u8);
        _output.WriteNumber(_usage.TotalInputTokens);
        _output.Write(",\"input_tokens_details\":{\"cached_tokens\":"u8);
        _output.WriteNumber(_usage.CacheReadTokens);
        _output.Write(",\"cache_write_tokens\":"u8);
        _output.WriteNumber(_usage.CacheWriteTokens);
        _output.Write("},\"output_tokens\":"u8);
        _output.WriteNumber(_usage.OutputTokens);
        _output.Write(",\"output_tokens_details\":{\"reasoning_tokens\":"u8);
        _output.WriteNumber(_usage.ThinkingTokens);
        _output.Write("},\"total_tokens\":"u8);
        _output.WriteNumber(_usage.TotalInputTokens + _usage.OutputTokens);
        _output.Write((byte)'}');
    }

    private void WriteCode(Failure failure) => _output.Write(failure.Cause switch
    {
        FailureCause.PromptTooLong => "\"context_length_exceeded\""u8,
        FailureCause.RateLimit => "\"rate_limit_exceeded\""u8,
        FailureCause.Billing => "\"insufficient_quota\""u8,
        FailureCause.ContentFiltered => "\"invalid_prompt\""u8,
        FailureCause.Overloaded => "\"server_is_overloaded\""u8,
        FailureCause.InvalidRequest or FailureCause.TooLarge => "\"invalid_request_error\""u8,
        _ => "\"server_error\""u8,
    });

    // False where nothing is streamed.
    private bool Open(string type)
    {
        if (!_isStream)
        {
            return false;
        }

        _output.Write("event: "u8);
        _output.WriteContent(type);
        _output.Write("\ndata: {\"type\":\""u8);
        _output.WriteContent(type);
        _output.Write("\",\"sequence_number\":"u8);
        _output.WriteNumber(_sequence++);
        return true;
    }

    private void Close() => _output.Write("}\n\n"u8);

    private void WriteNewId(ByteWriter target)
    {
        Span<byte> id = stackalloc byte[IdLength];
        _translation.Ids.Fill(id);
        target.Write(id);
    }

    private void Release()
    {
        _isReleased = true;
        ReadOnlySpan<ByteWriter> buffers = [_head, _items, _text, _signature, _annotations, _sources, _name, _callId];
        foreach (var buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private enum ItemShape : byte
    {
        None,
        Message,
        Reasoning,
        Call,
        Search,
        Hidden,
    }
}
