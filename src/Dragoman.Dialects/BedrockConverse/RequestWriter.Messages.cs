using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

// The walk over the conversation. User and assistant take turns, a user begins and a user ends (H-035 to H-037): what one side says
// in a row is one message, which stays open until the other side speaks.
internal sealed partial class RequestWriter
{
    private bool _isUserOpen;
    private bool _hasText;
    private bool _hasDocument;

    private void WriteMessages()
    {
        _isUserOpen = false;
        Member("messages"u8);
        _out.Write((byte)'[');
        var messages = _request.Messages;
        for (var i = 0; i < messages.Length;)
        {
            switch (messages[i].Role)
            {
                case Role.Assistant:
                    i = WriteAssistantTurn(i);
                    break;
                case Role.System:
                    WriteMidSystem(i++);
                    break;
                default:
                    WriteUserParts(messages[i++]);
                    break;
            }
        }

        WriteTail();
        _out.Write((byte)']');
    }

    private void OpenUser()
    {
        if (_isUserOpen)
        {
            return;
        }

        Separate();
        _out.Write("{\"role\":\"user\",\"content\":["u8);
        _isUserOpen = true;
        _hasText = _hasDocument = false;
        WritePostponed();
    }

    private void CloseUser()
    {
        if (!_isUserOpen)
        {
            return;
        }

        if (_hasDocument && !_hasText)
        {
            // A document on its own is refused (H-060, H-406).
            _out.Write(",{\"text\":\"See attached document.\"}"u8);
        }

        if (_out.Written[^1] == '[')
        {
            // Nothing but white space was said; the message still has its place (H-041).
            _out.Write("{\"text\":\"(no content)\"}"u8);
        }

        _out.Write("]}"u8);
        _isUserOpen = false;
    }

    // What is left of a user message once its results were given to the calls in front of it (H-076, H-084).
    private void WriteUserParts(in Message message)
    {
        OpenUser();
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.ToolResult)
            {
                WriteUserPart(i);
            }
            else if (!_results.IsTaken(i))
            {
                WriteOrphan(i);
            }
        }
    }

    private void WriteUserPart(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.Text:
                WriteUserText(block);
                break;
            case BlockKind.Image when SendsImage(block):
                WriteImage(block);
                WriteCachePoint(CachePlaces.Messages, block.CacheControl);
                break;
            case BlockKind.Document when SendsDocument(block):
                // Behind a document no point is taken, in front of it one is.
                WriteCachePoint(CachePlaces.Messages, block.CacheControl);
                WriteDocument(block);
                break;
            case BlockKind.Document when block.Source == SourceKind.Content:
                WriteNested(index);
                break;
            case BlockKind.SearchResult when _profile.SearchResults:
                WriteSearchResult(index);
                WriteCachePoint(CachePlaces.Messages, block.CacheControl);
                break;
            default:
                WriteInWords(index);
                break;
        }
    }

    private void WriteUserText(in Block block)
    {
        if (EscapedText.IsBlank(_request[block.Text]))
        {
            LoseCachePoint(CachePlaces.Messages, block.CacheControl);
            return;
        }

        OpenText();
        _words.Text(_request[block.Text], _out);
        CloseText();
        _hasText = true;
        WriteCachePoint(CachePlaces.Messages, block.CacheControl);
    }

    private void WriteInWords(int index)
    {
        var mark = _out.Length;
        OpenText();
        var start = _out.Length;
        _words.Append(_request.Blocks[index], index, _out);
        if (EscapedText.IsBlank(_out.Written[start..]))
        {
            _out.Truncate(mark);
            LoseCachePoint(CachePlaces.Messages, _request.Blocks[index].CacheControl);
            return;
        }

        CloseText();
        _hasText = true;
        WriteCachePoint(CachePlaces.Messages, _request.Blocks[index].CacheControl);
    }

    // A document of blocks: its texts and images in order (H-058).
    private void WriteNested(int index)
    {
        var blocks = _request.Blocks;
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            WriteUserPart(i);
        }
    }

    // A result whose call is not in the conversation any more (H-086).
    private void WriteOrphan(int index)
    {
        Lose(LossKind.ToolPairing, LossEffect.Remapped, "messages[].content[]");
        OpenText();
        _out.Write("[result of earlier tool call "u8);
        _words.Text(_request[_request.Blocks[index].Id], _out);
        _out.Write("] "u8);
        AppendResult(index, _out);
        CloseText();
        _hasText = true;
        WriteAttached();
        LoseCachePoint(CachePlaces.Messages, _request.Blocks[index].CacheControl);
    }

    private void WriteMidSystem(int index)
    {
        ref readonly var message = ref _request.Messages[index];
        if (message.ClearsAtNextUser && HasUserAfter(index))
        {
            // It was said to hold only until then (H-034); leaving it out changes the prefix, as the client asked for.
            Lose(LossKind.MidSystem, LossEffect.Dropped, "messages[]");
            return;
        }

        var start = _scratch.Length;
        WriteReminder(message);
        if (_scratch.Length == start)
        {
            return;
        }

        if (_profile.MidSystemInPlace && _out.Written[^1] != '[')
        {
            CloseUser();
            _out.Write(",{\"role\":\"system\",\"content\":[{\"text\":\""u8);
            _out.Write(_scratch.Written[start..]);
            _out.Write("\"}]}"u8);
        }
        else
        {
            Lose(LossKind.MidSystem, LossEffect.Remapped, "messages[]");
            WriteReminderText(_scratch.Written[start..]);
        }

        _scratch.Truncate(start);
    }

    private void WriteReminderText(scoped ReadOnlySpan<byte> text)
    {
        OpenUser();
        OpenText();
        _out.Write("<system-reminder>\\n"u8);
        _out.Write(text);
        _out.Write("\\n</system-reminder>"u8);
        CloseText();
        _hasText = true;
    }

    private void WriteReminder(in Message message)
    {
        var blocks = _request.Blocks;
        var start = _scratch.Length;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            LoseCachePoint(CachePlaces.Messages, blocks[i].CacheControl);
            var before = _scratch.Length;
            if (before > start)
            {
                _scratch.Write("\\n\\n"u8);
            }

            var from = _scratch.Length;
            _words.Append(blocks[i], i, _scratch);
            if (_scratch.Length == from)
            {
                _scratch.Truncate(before);
            }
        }
    }

    private bool HasUserAfter(int index)
    {
        foreach (ref readonly var message in _request.Messages[(index + 1)..])
        {
            if (message.Role == Role.User)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteTail()
    {
        if (_hint != ToolHint.None)
        {
            var start = _scratch.Length;
            _scratch.Write(_hint switch
            {
                ToolHint.NoTool => "Do not call a tool in this answer."u8,
                ToolHint.AnyTool => "Answer with a tool call."u8,
                _ => "Answer with a call of the tool "u8,
            });
            if (_hint == ToolHint.NamedTool)
            {
                _words.ToolName(_request.ToolChoice.Name, _scratch);
                _scratch.Write((byte)'.');
            }

            WriteReminderText(_scratch.Written[start..]);
            _scratch.Truncate(start);
        }

        if (!_isUserOpen)
        {
            // The model answers a user.
            var isFirst = _out.Written[^1] == '[';
            OpenUser();
            if (!isFirst)
            {
                OpenText();
                _out.Write("Continue."u8);
                CloseText();
            }
        }

        CloseUser();
    }
}
