using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of an output item stand.</summary>
internal struct ItemParts
{
    /// <summary>The item's type, string content.</summary>
    public Slice Type;

    /// <summary>Its id, string content.</summary>
    public Slice Id;

    /// <summary>A call's own id, string content: the one that its output names (H-357).</summary>
    public Slice CallId;

    /// <summary>A called tool's name, string content.</summary>
    public Slice Name;

    /// <summary>A function call's arguments, string content; a host's object where a string belongs stays an object.</summary>
    public Slice Arguments;

    /// <summary>True where <see cref="Arguments"/> is an object.</summary>
    public bool HasObject;

    /// <summary>A custom tool call's input, raw value.</summary>
    public Slice Input;

    /// <summary>A message's phase, string content.</summary>
    public Slice Phase;

    /// <summary>The list of a message's or a reasoning item's parts.</summary>
    public Slice Content;

    /// <summary>The list of a reasoning item's summaries.</summary>
    public Slice Summary;

    /// <summary>Encrypted reasoning, string content.</summary>
    public Slice Encrypted;

    /// <summary>What a search did, an object.</summary>
    public Slice Action;

    /// <summary>How the item ended, string content.</summary>
    public Slice Status;

    /// <summary>Reads the item at that place.</summary>
    public static ItemParts Read(ReadOnlySpan<byte> data, Slice item)
    {
        var parts = default(ItemParts);
        var cursor = new JsonCursor(data, item.Start, item.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (kind == JsonKind.String)
            {
                parts.SeeText(name, cursor.ReadString());
                continue;
            }

            var value = cursor.ReadValue();
            if (kind is JsonKind.Object or JsonKind.Array)
            {
                parts.SeeRaw(name, value, kind);
            }
        }

        return cursor.Failed ? default : parts;
    }

    private void SeeText(ReadOnlySpan<byte> name, Slice value)
    {
        if (name.SequenceEqual("type"u8))
        {
            Type = value;
        }
        else if (name.SequenceEqual("id"u8))
        {
            Id = value;
        }
        else if (name.SequenceEqual("call_id"u8))
        {
            CallId = value;
        }
        else if (name.SequenceEqual("name"u8))
        {
            Name = value;
        }
        else if (name.SequenceEqual("arguments"u8))
        {
            Arguments = value;
        }
        else if (name.SequenceEqual("input"u8))
        {
            Input = new Slice(value.Start - 1, value.Length + 2);
        }
        else if (name.SequenceEqual("phase"u8))
        {
            Phase = value;
        }
        else if (name.SequenceEqual("encrypted_content"u8))
        {
            Encrypted = value;
        }
        else if (name.SequenceEqual("status"u8))
        {
            Status = value;
        }
    }

    private void SeeRaw(ReadOnlySpan<byte> name, Slice value, JsonKind kind)
    {
        if (name.SequenceEqual("content"u8) && kind == JsonKind.Array)
        {
            Content = value;
        }
        else if (name.SequenceEqual("summary"u8) && kind == JsonKind.Array)
        {
            Summary = value;
        }
        else if (name.SequenceEqual("action"u8) && kind == JsonKind.Object)
        {
            Action = value;
        }
        else if (name.SequenceEqual("arguments"u8) && kind == JsonKind.Object)
        {
            Arguments = value;
            HasObject = true;
        }
    }
}
