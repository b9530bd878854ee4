using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Ollama;

// Assistant messages, and the results of their calls: one message for each, directly behind, in the order of the calls (H-075).
internal sealed partial class RequestWriter
{
    private readonly CallResults _results = new();
    private readonly ToolCallIds _ids = new();

    private void WriteAssistantTurn(int index)
    {
        FlushImages();
        ref readonly var message = ref _request.Messages[index];
        var mark = _out.Length;
        Separate();
        _out.Write("{\"role\":\"assistant\",\"content\":\""u8);
        var start = _out.Length;
        WriteAssistantText(message);
        var hasText = _out.Length > start;
        _out.Write((byte)'"');
        _results.Clear();
        WriteThinking(message);
        WriteCalls(message);
        if (!hasText && _results.Count == 0)
        {
            // Nothing that this model could be told (H-041).
            _out.Truncate(mark);
            return;
        }

        _out.Write((byte)'}');
        WriteResults(index + 1);
    }

    private void WriteAssistantText(in Message message)
    {
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            ref readonly var block = ref blocks[i];
            switch (block.Kind)
            {
                case BlockKind.ToolUse when _translation.Model.Tools:
                case BlockKind.Thinking:
                    break;
                case BlockKind.RedactedThinking:
                    Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
                    break;
                case BlockKind.Unknown or BlockKind.Fallback or BlockKind.ContainerUpload:
                    // What only its own provider understands (H-040).
                    Lose(LossKind.UnknownBlock, LossEffect.Dropped, "messages[].content[]");
                    break;
                case BlockKind.ToolUse:
                    Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
                    Between(start);
                    _out.Write("[called the tool "u8);
                    _words.Text(_request[block.Name], _out);
                    _out.Write(" with "u8);
                    _words.Arguments(block.Input, _out);
                    _out.Write((byte)']');
                    break;
                default:
                    WriteAssistantBlock(block, i);
                    break;
            }
        }
    }

    // The texts of one answer were one text.
    private void WriteAssistantBlock(in Block block, int index)
    {
        if (block.Kind != BlockKind.Text || !EscapedText.IsBlank(_request[block.Text]))
        {
            _words.Append(block, index, _out);
        }
    }

    // Only what this very upstream thought goes back to it (H-102); the model's own template decides what it reads of it.
    private void WriteThinking(in Message message)
    {
        var mark = _out.Length;
        _out.Write(",\"thinking\":\""u8);
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.Thinking)
            {
                continue;
            }

            var scratch = _scratch.Length;
            if (_profile.ReplayThinking && _translation.Envelope.TryOpen(_translation.Provenance, _request[blocks[i].Signature], _scratch))
            {
                _words.Text(blocks[i].Text.IsEmpty ? _scratch.Written[scratch..] : _request[blocks[i].Text], _out);
            }
            else
            {
                Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            }

            _scratch.Truncate(scratch);
        }

        if (_out.Length == start)
        {
            _out.Truncate(mark);
            return;
        }

        _out.Write((byte)'"');
    }

    // The arguments are an object here, not a text (H-467).
    private void WriteCalls(in Message message)
    {
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End && _translation.Model.Tools; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.ToolUse)
            {
                continue;
            }

            var id = _ids.Map(_request[blocks[i].Id], ToolIdRule.Plain64, out var isChanged);
            if (isChanged)
            {
                Lose(LossKind.ToolId, LossEffect.Remapped, "messages[].content[].id");
            }

            _out.Write(_results.Count == 0 ? ",\"tool_calls\":[{\"id\":\""u8 : ",{\"id\":\""u8);
            _out.Write(_ids[id]);
            _out.Write("\",\"function\":{\"index\":"u8);
            _out.WriteNumber(_results.Count);
            _out.Write(",\"name\":\""u8);
            _words.ToolName(blocks[i].Name, _out);
            _out.Write("\",\"arguments\":"u8);
            _words.ArgumentsObject(blocks[i].Input, _out);
            _out.Write("}}"u8);
            _results.Add(i, id);
        }

        if (_results.Count > 0)
        {
            _out.Write((byte)']');
        }
    }

    private void WriteResults(int after)
    {
        var window = _results.Window(after);
        for (var i = 0; i < _results.Count; i++)
        {
            var result = _results.Find(i, window);
            Separate();
            _out.Write("{\"role\":\"tool\",\"tool_name\":\""u8);
            _words.ToolName(_request.Blocks[_results[i].Block].Name, _out);
            _out.Write("\",\"tool_call_id\":\""u8);
            _out.Write(_ids[_results[i].Id]);
            _out.Write("\",\"content\":\""u8);
            if (result < 0)
            {
                // The person interrupted (H-071).
                Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
                _out.Write("Error: [tool call was interrupted]"u8);
            }
            else
            {
                AppendResult(result);
            }

            _out.Write("\"}"u8);
        }
    }

    // The text of a result; images are set aside for the user message that follows (H-055, H-079).
    private void AppendResult(int result)
    {
        var blocks = _request.Blocks;
        var end = result + blocks[result].Span;
        if (blocks[result].IsError && !CallResults.SaysError(_request, result))
        {
            _out.Write("Error: "u8);
        }

        var start = _out.Length;
        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            var before = _out.Length;
            if (before > start)
            {
                _out.Write("\\n"u8);
            }

            var from = _out.Length;
            if (blocks[i].Kind == BlockKind.Image && SendsImage(blocks[i]))
            {
                _images.Add(i);
                _out.Write("[image "u8);
                _out.WriteNumber(++_attached);
                _out.Write(" attached below]"u8);
            }
            else
            {
                _words.Append(blocks[i], i, _out);
            }

            if (_out.Length == from)
            {
                _out.Truncate(before);
            }
        }

        if (EscapedText.IsBlank(_out.Written[start..]))
        {
            _out.Truncate(start);
            _out.WriteContent(_profile.EmptyToolResult);
        }
    }
}
