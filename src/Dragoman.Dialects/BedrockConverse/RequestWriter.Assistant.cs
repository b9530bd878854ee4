using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.BedrockConverse;

// Assistant messages, and the thinking in them that goes back to the model it came from.
internal sealed partial class RequestWriter
{
    // Writes the run of assistant messages at `first` as one, and the results of its calls.
    private int WriteAssistantTurn(int first)
    {
        var messages = _request.Messages;
        var end = first + 1;
        while (end < messages.Length && messages[end].Role == Role.Assistant)
        {
            end++;
        }

        if (!_isUserOpen && _out.Written[^1] == '[')
        {
            // A conversation begins with a user (H-037).
            OpenUser();
            OpenText();
            _out.Write("(earlier messages are not shown)"u8);
            CloseText();
        }

        var mark = _out.Length;
        var wasOpen = (_isUserOpen, _hasText, _hasDocument);
        CloseUser();
        Separate();
        _out.Write("{\"role\":\"assistant\",\"content\":["u8);
        var start = _out.Length;
        _results.Clear();
        var blocks = _request.Blocks;
        for (var i = messages[first].First; i < messages[end - 1].End; i += blocks[i].Span)
        {
            WriteAssistantPart(i);
        }

        if (_out.Length == start)
        {
            // Nothing that this model could be told; a message of nothing is refused (H-041).
            _out.Truncate(mark);
            (_isUserOpen, _hasText, _hasDocument) = wasOpen;
            if (_isUserOpen)
            {
                WritePostponed();
            }

            return end;
        }

        _out.Write("]}"u8);
        WriteResults(end);
        return end;
    }

    private void WriteAssistantPart(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.ToolUse when _translation.Model.Tools:
                WriteCall(block, index);
                break;
            case BlockKind.ToolUse:
                WriteCallInWords(block);
                break;
            case BlockKind.Thinking:
                WriteThinking(block.Signature, block.Text);
                break;
            case BlockKind.RedactedThinking:
                WriteThinking(block.Text, default);
                break;
            case BlockKind.Image when SendsImage(block):
                // Only a user may show one (H-406).
                _postponed.Add(index);
                break;
            case BlockKind.Unknown or BlockKind.Fallback or BlockKind.ContainerUpload:
                // What only its own provider understands (H-040).
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "messages[].content[]");
                break;
            default:
                WriteInWords(index);
                break;
        }
    }

    private void WriteCall(in Block block, int index)
    {
        var id = _ids.Map(_request[block.Id], ToolIdRule.Plain64, out var isChanged);
        if (isChanged)
        {
            Lose(LossKind.ToolId, LossEffect.Remapped, "messages[].content[].id");
        }

        _results.Add(index, id);
        Separate();
        _out.Write("{\"toolUse\":{\"toolUseId\":\""u8);
        _out.Write(_ids[id]);
        _out.Write("\",\"name\":\""u8);
        _words.ToolName(block.Name, _out);
        _out.Write("\",\"input\":"u8);
        _words.ArgumentsObject(block.Input, _out);
        _out.Write("}}"u8);
        WriteCachePoint(CachePlaces.Messages, block.CacheControl);
    }

    // A model without tools reads of them.
    private void WriteCallInWords(in Block block)
    {
        Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
        OpenText();
        _out.Write("[called the tool "u8);
        _words.Text(_request[block.Name], _out);
        _out.Write(" with "u8);
        _words.Arguments(block.Input, _out);
        _out.Write((byte)']');
        CloseText();
    }

    // What another upstream minted, or what nobody signed, stays out (H-102, H-106).
    private void WriteThinking(Slice envelope, Slice text)
    {
        var start = _scratch.Length;
        if (!_replaysThinking
            || !_translation.Envelope.TryOpen(_translation.Provenance, _request[envelope], _scratch)
            || _scratch.Length == start)
        {
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            _scratch.Truncate(start);
            return;
        }

        Separate();
        ReasoningState.Write(_scratch.Written[start..], _request[text], _out);
        _scratch.Truncate(start);
    }

    // True where a call since the last prompt stands without the thinking that it came with (H-107).
    private bool LacksThinking()
    {
        var messages = _request.Messages;
        var blocks = _request.Blocks;
        for (var m = messages.Length - 1; m >= 0; m--)
        {
            if (messages[m].Role == Role.User && IsPrompt(messages[m]))
            {
                return false;
            }

            if (messages[m].Role != Role.Assistant)
            {
                continue;
            }

            for (var i = messages[m].First; i < messages[m].End; i += blocks[i].Span)
            {
                if (blocks[i].Kind is BlockKind.Thinking or BlockKind.RedactedThinking)
                {
                    if (!IsOurs(blocks[i]))
                    {
                        return true;
                    }

                    break;
                }

                if (blocks[i].Kind == BlockKind.ToolUse)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOurs(in Block block)
    {
        var start = _scratch.Length;
        var signature = block.Kind == BlockKind.Thinking ? block.Signature : block.Text;
        var isOurs = _replaysThinking
            && _translation.Envelope.TryOpen(_translation.Provenance, _request[signature], _scratch)
            && _scratch.Length > start;
        _scratch.Truncate(start);
        return isOurs;
    }

    // A message that a person wrote: one that brings no results.
    private bool IsPrompt(in Message message)
    {
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            if (blocks[i].Kind == BlockKind.ToolResult)
            {
                return false;
            }
        }

        return message.End > message.First;
    }
}
