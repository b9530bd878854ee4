using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Thinking of earlier turns goes back only to the upstream that thought it, in its own carrier; never into the text (H-098, H-099).
internal sealed partial class RequestWriter
{
    private void WriteReasoning(int from, int to, int message)
    {
        if (_translation.Applies(RemedyKind.DropReasoning))
        {
            // Another account's, or spoilt on the way: the host refused it, and answers without (H-458).
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            return;
        }

        switch (_profile.ReplayReasoning)
        {
            case ReasoningReplay.ToolTurns or ReasoningReplay.ToolTurnsNonEmpty:
                // The hosts want it between a prompt and the end of its tool loop, and refuse it elsewhere (H-108, H-109). A new
                // prompt therefore takes it out of earlier turns: they demand it.
                if (_calls.Count > 0 && message > _replayFrom && _plan.Thinking != ThinkingState.Off)
                {
                    WriteReasoningContent(from, to);
                }

                break;
            case ReasoningReplay.Details:
                WriteReasoningDetails(from, to);
                break;
            default:
                break;
        }
    }

    private void WriteReasoningContent(int from, int to)
    {
        _out.Write(",\"reasoning_content\":\""u8);
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = from; i < to; i += blocks[i].Span)
        {
            if (blocks[i].Kind == BlockKind.Thinking && TryOpen(blocks[i], out var payload))
            {
                if (!blocks[i].Text.IsEmpty)
                {
                    WriteText(blocks[i].Text);
                }
                else
                {
                    _out.Write(Scratch(payload));
                }
            }
        }

        if (_out.Length == start && _profile.ReplayReasoning == ReasoningReplay.ToolTurnsNonEmpty)
        {
            _out.Write((byte)' ');
        }

        _out.Write((byte)'"');
    }

    private void WriteReasoningDetails(int from, int to)
    {
        var wrote = false;
        var blocks = _request.Blocks;
        for (var i = from; i < to; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.Thinking || !TryOpen(blocks[i], out var payload))
            {
                continue;
            }

            var array = Scratch(payload);
            if (array.Length <= 2 || array[0] != '[')
            {
                continue;
            }

            _out.Write(wrote ? ","u8 : ",\"reasoning_details\":["u8);
            _out.Write(array[1..^1]);
            wrote = true;
        }

        if (wrote)
        {
            _out.Write((byte)']');
        }
    }

    // What another upstream, another account or nobody minted stays out (H-102, H-488, H-490).
    private bool TryOpen(in Block block, out Slice payload)
    {
        var start = _scratch.Length;
        if (_translation.Envelope.TryOpen(_translation.Provenance, _request[block.Signature], _scratch))
        {
            payload = new Slice(start, _scratch.Length - start);
            return true;
        }

        payload = default;
        Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
        return false;
    }

    // The last message that a person wrote: one that brings no results.
    private int LastPrompt()
    {
        var messages = _request.Messages;
        var blocks = _request.Blocks;
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if (messages[i].Role != Role.User)
            {
                continue;
            }

            var isPrompt = messages[i].End > messages[i].First;
            for (var b = messages[i].First; b < messages[i].End; b += blocks[b].Span)
            {
                isPrompt &= blocks[b].Kind != BlockKind.ToolResult;
            }

            if (isPrompt)
            {
                return i;
            }
        }

        return -1;
    }
}
