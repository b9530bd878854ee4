using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of a search's action stand.</summary>
internal struct SearchAction
{
    /// <summary>True for a search; false for a page that was opened.</summary>
    public bool IsSearch;

    /// <summary>What was looked for, a raw string.</summary>
    public Slice Query;

    /// <summary>What was found, a list.</summary>
    public Slice Sources;

    /// <summary>Reads the action at that place.</summary>
    public static SearchAction Read(ReadOnlySpan<byte> data, Slice action)
    {
        var parts = new SearchAction { IsSearch = true };
        if (action.IsAbsent)
        {
            return parts;
        }

        var cursor = new JsonCursor(data, action.Start, action.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (name.SequenceEqual("type"u8))
            {
                parts.IsSearch = data.Slice(value.Start, value.Length).SequenceEqual("\"search\""u8);
            }
            else if (name.SequenceEqual("query"u8) && kind == JsonKind.String)
            {
                parts.Query = value;
            }
            else if (name.SequenceEqual("queries"u8) && kind == JsonKind.Array && parts.Query.IsAbsent)
            {
                var queries = new JsonCursor(data, value.Start, value.End);
                queries.EnterArray();
                parts.Query = queries.NextElement() && queries.Peek() == JsonKind.String ? queries.ReadValue() : default;
            }
            else if (name.SequenceEqual("sources"u8) && kind == JsonKind.Array)
            {
                parts.Sources = value;
            }
        }

        return parts;
    }

    /// <summary>Writes what was found as results of the Messages API, comma separated; nothing where nothing is listed.</summary>
    public readonly void WritePages(ReadOnlySpan<byte> data, ByteWriter output)
    {
        if (Sources.IsAbsent)
        {
            return;
        }

        var cursor = new JsonCursor(data, Sources.Start, Sources.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var isObject = cursor.Peek() == JsonKind.Object;
            var source = cursor.ReadValue();
            if (isObject && !cursor.Failed)
            {
                UrlCitation.Read(data, source).WritePage(data, output);
            }
        }
    }
}
