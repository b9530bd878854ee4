using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Arguments of one call that arrive as values with their paths (<c>$.items[0].name</c>), strings in pieces (H-321). Dragoman does not
/// ask for them, so this is off the path that must be fast.
/// </summary>
internal sealed partial class PartialArguments(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name) : IDisposable
{
    // A path that would make a larger array than this is a slip.
    private const int MaxIndex = 10_000;
    private const int MaxDepth = 64;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * MaxDepth };

    private readonly byte[] _id = id.ToArray();
    private readonly byte[] _name = name.ToArray();
    private readonly ByteWriter _whole = new(256);
    private readonly JsonObject _root = [];
    private readonly Dictionary<string, StringBuilder> _strings = new(StringComparer.Ordinal);

    /// <summary>The call's id, escaped content.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The call's name, escaped content.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The arguments came as an object after all.</summary>
    public void Whole(ReadOnlySpan<byte> args)
    {
        _whole.Reset();
        _whole.Write(args);
    }

    /// <summary>Adds a list of pieces.</summary>
    public void Add(ReadOnlySpan<byte> list)
    {
        try
        {
            var reader = new Utf8JsonReader(list);
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var piece in document.RootElement.EnumerateArray())
            {
                if (piece.ValueKind == JsonValueKind.Object && piece.TryGetProperty("jsonPath", out var path) && path.ValueKind == JsonValueKind.String)
                {
                    Add(path.GetString()!, piece);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Half characters; the piece is lost, and the client's own check of the arguments tells the model.
        }
    }

    /// <summary>Writes the arguments as the content of a JSON string.</summary>
    public void WriteTo(ByteWriter output)
    {
        if (_whole.Length > 2)
        {
            NestedJson.Write(_whole.Written, output);
            return;
        }

        foreach (var (path, text) in _strings)
        {
            Set(path, JsonValue.Create(text.ToString()));
        }

        NestedJson.Write(Encoding.UTF8.GetBytes(_root.ToJsonString(Compact)), output);
    }

    /// <inheritdoc/>
    public void Dispose() => _whole.Dispose();

    private void Add(string path, JsonElement piece)
    {
        if (piece.TryGetProperty("stringValue", out var text) && text.ValueKind == JsonValueKind.String)
        {
            if (!_strings.TryGetValue(path, out var sofar))
            {
                _strings[path] = sofar = new StringBuilder();
                // The place is taken now, so that members keep the order in which they came (H-066).
                Set(path, JsonValue.Create(string.Empty));
            }

            sofar.Append(text.GetString());
        }
        else if (piece.TryGetProperty("numberValue", out var number) && number.ValueKind == JsonValueKind.Number)
        {
            Set(path, JsonNode.Parse(number.GetRawText()));
        }
        else if (piece.TryGetProperty("boolValue", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            Set(path, JsonValue.Create(flag.GetBoolean()));
        }
        else if (piece.TryGetProperty("nullValue", out _))
        {
            Set(path, null);
        }
    }

    private void Set(string path, JsonNode? value)
    {
        var steps = Steps().Matches(path);
        if (steps.Count is 0 or > MaxDepth)
        {
            return;
        }

        JsonNode at = _root;
        for (var i = 0; i < steps.Count; i++)
        {
            var isLast = i == steps.Count - 1;
            var next = isLast ? value : steps[i + 1].Groups["index"].Success ? new JsonArray() : new JsonObject();
            if (Step(at, steps[i], next, isLast) is not { } deeper)
            {
                return;
            }

            at = deeper;
        }
    }

    // Goes one step down, making what is missing; null at the end, or where the path does not fit what is there.
    private static JsonNode? Step(JsonNode at, Match step, JsonNode? next, bool isLast)
    {
        if (step.Groups["index"] is { Success: true } index)
        {
            if (at is not JsonArray array || !int.TryParse(index.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place > MaxIndex)
            {
                return null;
            }

            while (array.Count <= place)
            {
                array.Add((JsonNode?)null);
            }

            if (isLast || array[place] is null)
            {
                array[place] = next;
            }

            return isLast ? null : array[place];
        }

        if (at is not JsonObject parent)
        {
            return null;
        }

        var name = step.Groups["quoted"] is { Success: true } quoted ? quoted.Value : step.Groups["name"].Value;
        if (isLast || parent[name] is null)
        {
            parent[name] = next;
        }

        return isLast ? null : parent[name];
    }

    [GeneratedRegex(@"\[(?<index>\d+)\]|\[['""](?<quoted>[^'""]*)['""]\]|\.?(?<name>[^.\[\]$]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Steps();
}
