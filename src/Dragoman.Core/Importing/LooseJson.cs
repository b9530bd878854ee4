using System.Text;
using System.Text.Json;
using Dragoman.Core.Configuration;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>Reads JSON as people write it, comments and commas at the end included, with the line of every value.</summary>
internal static class LooseJson
{
    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 64,
    };

    /// <summary>The document; null after noting what is wrong.</summary>
    public static ConfigNode? Read(string text, BindContext context)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var lines = new LineIndex(bytes);
        try
        {
            var reader = new Utf8JsonReader(bytes, Options);
            reader.Read();
            var root = ReadValue(ref reader, lines);
            return reader.Read() ? throw new JsonException("something stands behind the document") : root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own message quotes what it found, which may be a secret.
            var at = e as JsonException;
            context.Error(
                new Spot((int)(at?.LineNumber ?? 0) + 1, (int)(at?.BytePositionInLine ?? 0) + 1, ""), "is not JSON",
                "check the quotes, commas and brackets around this place; names need quotes");
            return null;
        }
    }

    private static ConfigNode ReadValue(ref Utf8JsonReader reader, LineIndex lines)
    {
        var line = lines.LineOf(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var mapping = new ConfigNode { Kind = NodeKind.Mapping, Line = line, Column = 1 };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = new ConfigNode { Kind = NodeKind.Scalar, Text = reader.GetString()!, Line = lines.LineOf(reader.TokenStartIndex), Column = 1 };
                    reader.Read();
                    mapping.Members.Add(new(key, ReadValue(ref reader, lines)));
                }

                return mapping;
            case JsonTokenType.StartArray:
                var list = new ConfigNode { Kind = NodeKind.Sequence, Line = line, Column = 1 };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Items.Add(ReadValue(ref reader, lines));
                }

                return list;
            case JsonTokenType.Null:
                return new ConfigNode { Kind = NodeKind.Null, Line = line, Column = 1 };
            case JsonTokenType.String:
                return new ConfigNode { Kind = NodeKind.Scalar, Text = reader.GetString()!, IsQuoted = true, Line = line, Column = 1 };
            default:
                return new ConfigNode { Kind = NodeKind.Scalar, Text = Encoding.UTF8.GetString(reader.ValueSpan), Line = line, Column = 1 };
        }
    }

    private sealed class LineIndex
    {
        private readonly List<int> _starts = [0];

        public LineIndex(byte[] bytes)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == '\n')
                {
                    _starts.Add(i + 1);
                }
            }
        }

        public int LineOf(long at)
        {
            var found = _starts.BinarySearch((int)at);
            return found >= 0 ? found + 1 : ~found;
        }
    }
}
