using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// What stands in a delta or in a message.
internal sealed partial class ChunkReader
{
    private void ReadMessage(ReadOnlySpan<byte> data, in MessageParts parts, bool isWhole)
    {
        // Thinking first, as it came first (H-197); one source of it only (H-198).
        if (!ReadDetails(data, parts.Details))
        {
            ReadReasoning(data, parts.Reasoning);
        }

        ReadContent(data, parts.Content);
        if (!parts.Annotations.IsAbsent && data[parts.Annotations.Start] == '[')
        {
            ReadAnnotations(data, parts.Annotations);
        }

        if (IsString(data, parts.Refusal) && parts.Refusal.Length > 2)
        {
            _template.Spoil();
            sequencer.Refusal(Inside(data, parts.Refusal));
        }

        if (!parts.Calls.IsAbsent && data[parts.Calls.Start] == '[')
        {
            ReadCalls(data, parts.Calls, isWhole);
        }

        if (!parts.FunctionCall.IsAbsent && data[parts.FunctionCall.Start] == '{')
        {
            _template.Spoil();
            ReadFunction(data, parts.FunctionCall, 0, default);
        }
    }

    private void ReadReasoning(ReadOnlySpan<byte> data, Slice reasoning)
    {
        if (IsString(data, reasoning))
        {
            if (reasoning.Length > 2)
            {
                _template.See(TemplateKind.Reasoning, reasoning, 0);
            }

            Reasoning(Inside(data, reasoning));
        }
        else if (!reasoning.IsAbsent && data[reasoning.Start] == '[')
        {
            ReadParts(data, reasoning, asThinking: true);
        }
    }

    private void Reasoning(ReadOnlySpan<byte> text)
    {
        if (profile.RepeatsReasoning)
        {
            if (text.SequenceEqual(_lastReasoning.Written))
            {
                return;
            }

            _lastReasoning.Reset();
            _lastReasoning.Write(text);
        }

        sequencer.Thinking(text);
    }

    private void ReadContent(ReadOnlySpan<byte> data, Slice content)
    {
        if (IsString(data, content))
        {
            if (content.Length > 2)
            {
                _template.See(TemplateKind.Text, content, 0);
                sequencer.Text(Inside(data, content));
            }
        }
        else if (!content.IsAbsent && data[content.Start] == '[')
        {
            ReadParts(data, content, asThinking: false);
        }
    }

    // Content as a list of parts: text and thinking (H-112, H-422); references are ignored.
    private void ReadParts(ReadOnlySpan<byte> data, Slice list, bool asThinking)
    {
        _template.Spoil();
        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var part = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            if (data[part.Start] == '{')
            {
                ReadPart(data, part, asThinking);
            }
            else if (IsString(data, part))
            {
                Say(Inside(data, part), asThinking);
            }
        }
    }

    private void ReadPart(ReadOnlySpan<byte> data, Slice part, bool asThinking)
    {
        var cursor = new JsonCursor(data, part.Start, part.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            if (name.SequenceEqual("text"u8) && IsString(data, value))
            {
                Say(Inside(data, value), asThinking);
            }
            else if (name.SequenceEqual("thinking"u8))
            {
                if (IsString(data, value))
                {
                    Say(Inside(data, value), asThinking: true);
                }
                else if (data[value.Start] == '[')
                {
                    ReadParts(data, value, asThinking: true);
                }
            }
            else if (name.SequenceEqual("refusal"u8) && IsString(data, value))
            {
                sequencer.Refusal(Inside(data, value));
            }
        }
    }

    private void Say(ReadOnlySpan<byte> text, bool asThinking)
    {
        if (asThinking)
        {
            Reasoning(text);
        }
        else
        {
            sequencer.Text(text);
        }
    }

    // True when the details held thinking: then the plain field repeats it.
    private bool ReadDetails(ReadOnlySpan<byte> data, Slice list)
    {
        if (list.IsAbsent || data[list.Start] != '[' || list.Length <= 2)
        {
            return false;
        }

        _template.Spoil();
        var any = false;
        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var item = cursor.ReadValue();
            if (cursor.Failed || data[item.Start] != '{')
            {
                break;
            }

            var text = details.Add(data, item);
            if (!text.IsEmpty)
            {
                any = true;
                Reasoning(data.Slice(text.Start, text.Length));
            }
        }

        if (profile.ReplayReasoning == ReasoningReplay.Details)
        {
            sequencer.Seal();
        }

        return any;
    }

    private static bool IsString(ReadOnlySpan<byte> data, Slice value) => value.Length >= 2 && data[value.Start] == '"';

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> data, Slice value) => data.Slice(value.Start + 1, value.Length - 2);
}
