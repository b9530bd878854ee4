using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of a stream's event stand. Gathered in one pass, as members come in any order (H-301, H-309).</summary>
internal struct EventParts
{
    /// <summary>The event's type, string content.</summary>
    public Slice Type;

    /// <summary>The answer so far, an object.</summary>
    public Slice Response;

    /// <summary>An output item, an object.</summary>
    public Slice Item;

    /// <summary>A piece of text or arguments, string content.</summary>
    public Slice Delta;

    /// <summary>A whole text, arguments or input, string content.</summary>
    public Slice Whole;

    /// <summary>A citation, an object.</summary>
    public Slice Annotation;

    /// <summary>An error, an object.</summary>
    public Slice Error;

    /// <summary>The item's place in the output; -1 where it is not said.</summary>
    public int Output;

    /// <summary>The part's place in its item.</summary>
    public int Part;

    /// <summary>Reads the whole object.</summary>
    public void Read(ref JsonCursor cursor)
    {
        Output = -1;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            switch (cursor.Peek())
            {
                case JsonKind.String:
                    SeeText(name, cursor.ReadString());
                    break;
                case JsonKind.Object:
                    SeeObject(name, cursor.ReadValue());
                    break;
                case JsonKind.Number:
                    SeeNumber(name, cursor.ReadInteger() ?? -1);
                    break;
                default:
                    cursor.ReadValue();
                    break;
            }
        }
    }

    private void SeeText(ReadOnlySpan<byte> name, Slice value)
    {
        if (name.SequenceEqual("type"u8))
        {
            Type = value;
        }
        else if (name.SequenceEqual("delta"u8))
        {
            Delta = value;
        }
        else if (name.SequenceEqual("text"u8) || name.SequenceEqual("arguments"u8) || name.SequenceEqual("input"u8) || name.SequenceEqual("refusal"u8))
        {
            Whole = value;
        }
    }

    private void SeeObject(ReadOnlySpan<byte> name, Slice value)
    {
        if (name.SequenceEqual("response"u8))
        {
            Response = value;
        }
        else if (name.SequenceEqual("item"u8))
        {
            Item = value;
        }
        else if (name.SequenceEqual("annotation"u8))
        {
            Annotation = value;
        }
        else if (name.SequenceEqual("error"u8))
        {
            Error = value;
        }
    }

    private void SeeNumber(ReadOnlySpan<byte> name, long value)
    {
        var number = value is >= 0 and < int.MaxValue ? (int)value : -1;
        if (name.SequenceEqual("output_index"u8))
        {
            Output = number;
        }
        else if (name.SequenceEqual("content_index"u8) || name.SequenceEqual("summary_index"u8))
        {
            Part = Math.Max(0, number);
        }
    }
}
