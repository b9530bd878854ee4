using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Assistant messages: one string of text, one list of calls, whatever the order of the blocks was (H-046, H-065).
internal sealed partial class RequestWriter
{
    private readonly CallResults _calls = new();
    private readonly ToolCallIds _ids = new();

    // Writes the message at `first`, or the run of them where a host wants one message a role, and the results of its calls.
    private int WriteAssistantTurn(int first)
    {
        FlushUser();
        var messages = _request.Messages;
        var end = first + 1;
        while (_profile.MergeSameRole && end < messages.Length && messages[end].Role == Role.Assistant)
        {
            end++;
        }

        if (_last is Last.Nothing or Last.Head && _profile.NeedsLeadingUser)
        {
            OpenMessage("user"u8);
            _out.Write(",\"content\":\"(earlier messages are not shown)\"}"u8);
        }

        _calls.Clear();
        GatherCalls(messages[first].First, messages[end - 1].End);
        if (WriteAssistant(first, end))
        {
            _last = Last.Assistant;
        }

        WriteResults(end);
        return end;
    }

    private bool WriteAssistant(int first, int end)
    {
        var messages = _request.Messages;
        var from = messages[first].First;
        var to = messages[end - 1].End;
        var mark = _out.Length;
        OpenMessage("assistant"u8);
        _out.Write(",\"content\":"u8);
        var start = _out.Length;
        _out.Write((byte)'"');
        WriteAssistantText(from, to);
        if (_out.Length > start + 1)
        {
            _out.Write((byte)'"');
        }
        else if (_calls.Count == 0)
        {
            // Nothing that this host could be told; a message of nothing is refused (H-041).
            _out.Truncate(mark);
            return false;
        }
        else
        {
            _out.Truncate(start);
            _out.Write(_profile.EmptyAssistantContent ? "\"\""u8 : "null"u8);
        }

        WriteReasoning(from, to, first);
        WriteCalls();
        if (_calls.Count == 0 && end == messages.Length && _profile.Prefill == PrefillRule.PrefixFlag)
        {
            _out.Write(",\"prefix\":true"u8);
        }

        _out.Write((byte)'}');
        return true;
    }

    private void WriteAssistantText(int from, int to)
    {
        var blocks = _request.Blocks;
        for (var i = from; i < to; i += blocks[i].Span)
        {
            ref readonly var block = ref blocks[i];
            switch (block.Kind)
            {
                case BlockKind.Text:
                    if (!EscapedText.IsBlank(_request[block.Text]))
                    {
                        WriteText(block.Text);
                    }

                    break;
                case BlockKind.ToolUse:
                    break;
                case BlockKind.Thinking or BlockKind.RedactedThinking:
                    if (block.Kind == BlockKind.RedactedThinking || _profile.ReplayReasoning == ReasoningReplay.Never)
                    {
                        Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
                    }

                    break;
                case BlockKind.Unknown or BlockKind.Fallback or BlockKind.ContainerUpload:
                    // What only its own provider understands (H-040).
                    Lose(LossKind.UnknownBlock, LossEffect.Dropped, "messages[].content[]");
                    break;
                default:
                    AppendText(block, i, _out);
                    break;
            }
        }
    }

    private void GatherCalls(int from, int to)
    {
        var blocks = _request.Blocks;
        for (var i = from; i < to; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.ToolUse)
            {
                continue;
            }

            var mapped = _ids.Map(_request[blocks[i].Id], _profile.ToolIds, out var isChanged);
            if (isChanged)
            {
                Lose(LossKind.ToolId, LossEffect.Remapped, "messages[].content[].id");
            }

            _calls.Add(i, mapped);
        }
    }

    private void WriteCalls()
    {
        if (_calls.Count == 0)
        {
            return;
        }

        _out.Write(",\"tool_calls\":"u8);
        for (var i = 0; i < _calls.Count; i++)
        {
            ref readonly var block = ref _request.Blocks[_calls[i].Block];
            _out.Write(i == 0 ? "[{\"id\":\""u8 : ",{\"id\":\""u8);
            _out.Write(_ids[_calls[i].Id]);
            _out.Write("\",\"type\":\"function\",\"function\":{\"name\":\""u8);
            WriteToolName(block.Name, _out);
            _out.Write("\",\"arguments\":\""u8);
            _words.Arguments(block.Input, _out);
            _out.Write("\"}}"u8);
        }

        _out.Write((byte)']');
    }
}
