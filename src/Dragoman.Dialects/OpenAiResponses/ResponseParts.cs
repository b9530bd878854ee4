using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of an answer's object stand.</summary>
internal struct ResponseParts
{
    /// <summary>The answer's id, string content.</summary>
    public Slice Id;

    /// <summary>The model, string content.</summary>
    public Slice Model;

    /// <summary>How it ended, string content.</summary>
    public Slice Status;

    /// <summary>Why it is incomplete, string content.</summary>
    public Slice Reason;

    /// <summary>The items, a list.</summary>
    public Slice Output;

    /// <summary>The counts, an object.</summary>
    public Slice Usage;

    /// <summary>An error, an object.</summary>
    public Slice Error;

    /// <summary>Reads the object at that place.</summary>
    public static ResponseParts Read(ReadOnlySpan<byte> data, Slice response)
    {
        var parts = default(ResponseParts);
        var cursor = new JsonCursor(data, response.Start, response.End);
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
            if (kind == JsonKind.Array && name.SequenceEqual("output"u8))
            {
                parts.Output = value;
            }
            else if (kind == JsonKind.Object)
            {
                parts.SeeObject(name, value, data);
            }
        }

        return parts;
    }

    private void SeeText(ReadOnlySpan<byte> name, Slice value)
    {
        if (name.SequenceEqual("id"u8))
        {
            Id = value;
        }
        else if (name.SequenceEqual("model"u8))
        {
            Model = value;
        }
        else if (name.SequenceEqual("status"u8))
        {
            Status = value;
        }
    }

    private void SeeObject(ReadOnlySpan<byte> name, Slice value, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("usage"u8))
        {
            Usage = value;
        }
        else if (name.SequenceEqual("error"u8))
        {
            Error = value;
        }
        else if (name.SequenceEqual("incomplete_details"u8))
        {
            var cursor = new JsonCursor(data, value.Start, value.End);
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> member))
            {
                if (member.SequenceEqual("reason"u8))
                {
                    Reason = cursor.ReadStringOrSkip();
                }
                else
                {
                    cursor.ReadValue();
                }
            }
        }
    }
}
