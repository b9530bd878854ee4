using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

// Assistant turns: one item for each block, in their order, reasoning directly in front of what it led to (H-065, H-100, H-356).
internal sealed partial class RequestWriter
{
    // Reasoning that waits for the item that it belongs to: an array's inside in the scratch buffer, and where that begins.
    private Slice _reasoning;
    private Slice _phase;

    private void WriteAssistantTurn(int index)
    {
        ref readonly var message = ref _request.Messages[index];
        var blocks = _request.Blocks;
        _calls.Clear();
        _reasoning = _phase = default;
        var scratch = _scratch.Length;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            LoseCacheHint(blocks[i].CacheControl, isMarked: false);
            WriteAssistantBlock(i, message.End);
        }

        if (!_reasoning.IsEmpty)
        {
            // What it led to is gone: alone it is refused (H-356).
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
        }

        _scratch.Truncate(scratch);
        WriteResults(index + 1);
    }

    private void WriteAssistantBlock(int index, int end)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.Thinking:
                HoldReasoning(block, index, end);
                break;
            case BlockKind.RedactedThinking:
                Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
                break;
            case BlockKind.ToolUse:
                WriteCall(block, index);
                break;
            case BlockKind.ServerToolUse when SearchItem.IsOwn(_request[block.Id]):
                FlushReasoning();
                OpenItem();
                SearchItem.WriteCall(_request[block.Id], _request[block.Input], _out);
                _last = Last.Assistant;
                break;
            case BlockKind.ServerToolResult when SearchItem.IsOwn(_request[block.Id]):
                // The host keeps what it found to itself.
                break;
            case BlockKind.Unknown or BlockKind.Fallback or BlockKind.ContainerUpload:
                // What only its own provider understands (H-040).
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "messages[].content[]");
                break;
            default:
                WriteAssistantText(block, index, end);
                break;
        }
    }

    // A string, which the host reads as the text of an answer, and which needs no id of an item that nobody kept (H-359, H-373).
    private void WriteAssistantText(in Block block, int index, int end)
    {
        var start = _scratch.Length;
        _words.Append(block, index, _scratch);
        if (_scratch.Length == start)
        {
            return;
        }

        FlushReasoning();
        OpenItem();
        _out.Write("{\"type\":\"message\",\"role\":\"assistant\",\"content\":\""u8);
        _out.Write(_scratch.Written[start..]);
        _out.Write((byte)'"');
        if (_profile.Phase && !_translation.Omits("input.phase"))
        {
            _out.Write(",\"phase\":\""u8);
            _out.Write(!_phase.IsEmpty ? _scratch.Written.Slice(_phase.Start, _phase.Length)
                : LeadsToCall(index, end) ? "commentary"u8 : "final_answer"u8);
            _out.Write((byte)'"');
        }

        _out.Write((byte)'}');
        _phase = default;
        _scratch.Truncate(start);
        _last = Last.Assistant;
    }

    private bool LeadsToCall(int index, int end)
    {
        var blocks = _request.Blocks;
        for (var i = index; i < end; i += blocks[i].Span)
        {
            if (blocks[i].Kind == BlockKind.ToolUse)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteCall(in Block block, int index)
    {
        FlushReasoning();
        var id = _ids.Map(_request[block.Id], ToolIdRule.Plain64, out var isChanged);
        if (isChanged)
        {
            Lose(LossKind.ToolId, LossEffect.Remapped, "messages[].content[].id");
        }

        _phase = default;
        _calls.Add(index, id);
        OpenItem();
        _out.Write("{\"type\":\"function_call\",\"call_id\":\""u8);
        _out.Write(_ids[id]);
        _out.Write("\",\"name\":\""u8);
        _words.ToolName(block.Name, _out);
        _out.Write("\",\"arguments\":\""u8);
        _words.Arguments(block.Input, _out);
        _out.Write("\"}"u8);
        _last = Last.Assistant;
    }

    // What another upstream, another account or nobody minted stays out (H-102, H-488, H-490), and so does what the conversation
    // does not hold whole any more.
    private void HoldReasoning(in Block block, int index, int end)
    {
        var start = _scratch.Length;
        if (!_translation.Model.Reasoning || _translation.Applies(RemedyKind.DropReasoning)
            || !_translation.Envelope.TryOpen(_translation.Provenance, _request[block.Signature], _scratch))
        {
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            return;
        }

        var state = ReasoningState.Read(_scratch.Written, start);
        if (state.Items.IsEmpty)
        {
            return;
        }

        if (!HasNext(state, index + block.Span, end))
        {
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            return;
        }

        if (!_reasoning.IsEmpty)
        {
            // Two in a row: the first one has no item of its own in between.
            FlushReasoning();
        }

        _reasoning = state.Items;
        _phase = state.Phase;
    }

    private bool HasNext(in ReasoningState state, int from, int end)
    {
        if (state.Call.IsEmpty && !state.IsMessage)
        {
            return from < end;
        }

        var blocks = _request.Blocks;
        for (var i = from; i < end; i += blocks[i].Span)
        {
            var isIt = state.IsMessage
                ? blocks[i].Kind == BlockKind.Text && !EscapedText.IsBlank(_request[blocks[i].Text])
                : blocks[i].Kind == BlockKind.ToolUse && _request[blocks[i].Id].SequenceEqual(_scratch.Written.Slice(state.Call.Start, state.Call.Length));
            if (isIt)
            {
                return true;
            }
        }

        return false;
    }

    private void FlushReasoning()
    {
        if (_reasoning.IsEmpty)
        {
            return;
        }

        OpenItem();
        _out.Write(_scratch.Written.Slice(_reasoning.Start, _reasoning.Length));
        _reasoning = default;
    }
}
