using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of a message's content part stand, or of a summary.</summary>
internal struct MessagePart
{
    /// <summary>Text or refusal, string content.</summary>
    public Slice Text;

    /// <summary>Citations, a list.</summary>
    public Slice Annotations;

    /// <summary>The text is a refusal.</summary>
    public bool IsRefusal;

    /// <summary>Reads the part at that place.</summary>
    public static MessagePart Read(ReadOnlySpan<byte> data, Slice part)
    {
        var parts = default(MessagePart);
        var cursor = new JsonCursor(data, part.Start, part.End);
        if (cursor.Peek() != JsonKind.Object)
        {
            return parts;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isRefusal = name.SequenceEqual("refusal"u8);
            if (isRefusal || name.SequenceEqual("text"u8))
            {
                var text = cursor.ReadStringOrSkip();
                if (!text.IsAbsent)
                {
                    parts.Text = text;
                    parts.IsRefusal = isRefusal;
                }
            }
            else if (name.SequenceEqual("annotations"u8) && cursor.Peek() == JsonKind.Array)
            {
                parts.Annotations = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return cursor.Failed ? default : parts;
    }
}
