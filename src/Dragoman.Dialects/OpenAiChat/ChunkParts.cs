using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Where the parts of a chunk, or of a whole answer, stand. Gathered in one pass over its bytes.</summary>
internal struct ChunkParts
{
    /// <summary>The answer's id, string content.</summary>
    public Slice Id;

    /// <summary>The model, string content.</summary>
    public Slice Model;

    /// <summary>The usage object.</summary>
    public Slice Usage;

    /// <summary>Groq's own place for it.</summary>
    public Slice HostUsage;

    /// <summary>An error, of whatever JSON type.</summary>
    public Slice Error;

    /// <summary>Random padding, string content.</summary>
    public Slice Obfuscation;

    /// <summary>Choice 0: others are alternatives that nobody asked for (H-205).</summary>
    public ChoiceParts Choice;

    /// <summary>Reads the whole object.</summary>
    public void Read(ref JsonCursor cursor, ReadOnlySpan<byte> data)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("choices"u8) && cursor.Peek() == JsonKind.Array)
            {
                ReadChoices(ref cursor);
            }
            else if (name.SequenceEqual("id"u8))
            {
                Id = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("model"u8))
            {
                Model = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("usage"u8))
            {
                Usage = Object(ref cursor, Usage);
            }
            else if (name.SequenceEqual("x_groq"u8))
            {
                HostUsage = Inner(data, Object(ref cursor, default));
            }
            else if (name.SequenceEqual("error"u8))
            {
                var isNull = cursor.Peek() == JsonKind.Null;
                var value = cursor.ReadValue();
                Error = isNull ? Error : value;
            }
            else if (name.SequenceEqual("obfuscation"u8))
            {
                Obfuscation = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    /// <summary>The next value where it is an object; otherwise it is skipped.</summary>
    public static Slice Object(ref JsonCursor cursor, Slice otherwise)
    {
        var isObject = cursor.Peek() == JsonKind.Object;
        var value = cursor.ReadValue();
        return isObject ? value : otherwise;
    }

    private void ReadChoices(ref JsonCursor cursor)
    {
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            if (cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            var choice = default(ChoiceParts);
            var index = choice.Read(ref cursor);
            if ((index ?? i) == 0)
            {
                Choice = choice;
            }
        }
    }

    private static Slice Inner(ReadOnlySpan<byte> data, Slice outer)
    {
        Slice usage = default;
        if (outer.IsAbsent)
        {
            return usage;
        }

        var cursor = new JsonCursor(data, outer.Start, outer.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("usage"u8))
            {
                usage = Object(ref cursor, usage);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return usage;
    }
}

/// <summary>Where the parts of a choice stand.</summary>
internal struct ChoiceParts
{
    /// <summary>There is a delta object.</summary>
    public bool HasDelta;

    /// <summary>There is a message object.</summary>
    public bool HasMessage;

    /// <summary>The delta.</summary>
    public MessageParts Delta;

    /// <summary>The message.</summary>
    public MessageParts Message;

    /// <summary>The reason, string content.</summary>
    public Slice Finish;

    /// <summary>vLLM's stop reason, string content (H-232).</summary>
    public Slice Stop;

    /// <summary>Moonshot's place for the usage (H-244).</summary>
    public Slice Usage;

    /// <summary>Reads the object and returns its index, where it names one.</summary>
    public long? Read(ref JsonCursor cursor)
    {
        long? index = null;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("delta"u8) && cursor.Peek() == JsonKind.Object)
            {
                HasDelta = true;
                Delta.Read(ref cursor);
            }
            else if (name.SequenceEqual("message"u8) && cursor.Peek() == JsonKind.Object)
            {
                HasMessage = true;
                Message.Read(ref cursor);
            }
            else if (name.SequenceEqual("index"u8))
            {
                index = cursor.ReadInteger();
            }
            else if (name.SequenceEqual("finish_reason"u8))
            {
                Finish = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("stop_reason"u8))
            {
                Stop = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("usage"u8))
            {
                Usage = ChunkParts.Object(ref cursor, Usage);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return index;
    }
}

/// <summary>Where the parts of a delta or a message stand: raw values, strings with their quotes.</summary>
internal struct MessageParts
{
    /// <summary>Content: a string or a list of parts.</summary>
    public Slice Content;

    /// <summary>Thinking under one of its names.</summary>
    public Slice Reasoning;

    /// <summary>The list of reasoning details.</summary>
    public Slice Details;

    /// <summary>A refusal.</summary>
    public Slice Refusal;

    /// <summary>The list of tool calls.</summary>
    public Slice Calls;

    /// <summary>The list of annotations.</summary>
    public Slice Annotations;

    /// <summary>The function call of old.</summary>
    public Slice FunctionCall;

    /// <summary>Reads the object.</summary>
    public void Read(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            var value = cursor.ReadValue();
            if (kind is JsonKind.String or JsonKind.Array or JsonKind.Object)
            {
                See(name, value);
            }
        }
    }

    private void See(ReadOnlySpan<byte> name, Slice value)
    {
        if (name.SequenceEqual("content"u8))
        {
            Content = value;
        }
        else if (name.SequenceEqual("tool_calls"u8))
        {
            Calls = value;
        }
        else if (name.SequenceEqual("reasoning_details"u8))
        {
            Details = value;
        }
        else if (name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("reasoning"u8)
            || name.SequenceEqual("reasoning_text"u8) || name.SequenceEqual("thinking"u8))
        {
            // The first that says something: hosts give the same text under two names.
            Reasoning = Reasoning.Length > 2 ? Reasoning : value;
        }
        else if (name.SequenceEqual("refusal"u8))
        {
            Refusal = value;
        }
        else if (name.SequenceEqual("annotations"u8))
        {
            Annotations = value;
        }
        else if (name.SequenceEqual("function_call"u8))
        {
            FunctionCall = value;
        }
    }
}
