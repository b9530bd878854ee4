using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>Where the members of a function call stand.</summary>
internal struct CallFields
{
    /// <summary>The id, string content.</summary>
    public Slice Id;

    /// <summary>The name, string content.</summary>
    public Slice Name;

    /// <summary>The arguments, a raw object.</summary>
    public Slice Args;

    /// <summary>Pieces of arguments, a raw list (Vertex).</summary>
    public Slice Partial;

    /// <summary>More pieces follow.</summary>
    public bool Continues;

    /// <summary>Reads the object.</summary>
    public void Read(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (name.SequenceEqual("id"u8))
            {
                Id = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("name"u8))
            {
                Name = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("args"u8) && kind == JsonKind.Object)
            {
                Args = cursor.ReadValue();
            }
            else if (name.SequenceEqual("partialArgs"u8) && kind == JsonKind.Array)
            {
                Partial = cursor.ReadValue();
            }
            else if (name.SequenceEqual("willContinue"u8))
            {
                Continues = cursor.ReadBoolean();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }
}
