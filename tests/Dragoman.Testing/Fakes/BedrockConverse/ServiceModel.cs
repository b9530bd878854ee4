using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

/// <summary>
/// Holds JSON against a published AWS service model: names, required members, unions of one, bounds, patterns, words. What a model
/// cannot say stands in the rules of the fake.
/// </summary>
internal sealed class ServiceModel(JsonElement shapes)
{
    /// <summary>Reads a <c>service-2.json</c>.</summary>
    public static ServiceModel Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ServiceModel(document.RootElement.GetProperty("shapes").Clone());
    }

    /// <summary>What does not fit, each with its place.</summary>
    public IReadOnlyList<string> Validate(string shape, JsonElement value)
    {
        var found = new List<string>();
        Check(shape, value, string.Empty, found);
        return found;
    }

    private void Check(string name, JsonElement value, string at, List<string> found)
    {
        var shape = shapes.GetProperty(name);
        if (Flag(shape, "document"))
        {
            return;
        }

        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                CheckStructure(shape, value, at, found);
                break;
            case "list":
                CheckList(shape, value, at, found);
                break;
            case "map" when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Check(shape.GetProperty("value").GetProperty("shape").GetString()!, member.Value, $"{at}.{member.Name}", found);
                }

                break;
            case "string":
                CheckString(shape, value, at, found);
                break;
            case "blob" when value.ValueKind == JsonValueKind.String:
                if (value.GetString() is not { Length: > 0 } base64 || !Base64.IsValid(Encoding.UTF8.GetBytes(base64)))
                {
                    found.Add($"{at}: expected base64");
                }

                break;
            case "integer" or "long" or "float" or "double" when value.ValueKind == JsonValueKind.Number:
                CheckBounds(shape, value.GetDouble(), at, found);
                break;
            case "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                break;
            case var type:
                found.Add($"{at}: expected {type}, found {value.ValueKind}");
                break;
        }
    }

    private void CheckStructure(JsonElement shape, JsonElement value, string at, List<string> found)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            found.Add($"{at}: expected a structure, found {value.ValueKind}");
            return;
        }

        var members = shape.TryGetProperty("members", out var known) ? known : default;
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            count++;
            if (members.ValueKind != JsonValueKind.Object || !members.TryGetProperty(member.Name, out var declared) || declared.TryGetProperty("location", out _))
            {
                found.Add($"#{at}: extraneous key [{member.Name}] is not permitted");
                continue;
            }

            Check(declared.GetProperty("shape").GetString()!, member.Value, $"{at}/{member.Name}", found);
        }

        if (Flag(shape, "union") && count != 1)
        {
            found.Add($"{at}: exactly one member must be set, found {count}");
        }

        foreach (var required in shape.TryGetProperty("required", out var list) ? list.EnumerateArray() : default)
        {
            var declared = members.GetProperty(required.GetString()!);
            if (!declared.TryGetProperty("location", out _) && !value.TryGetProperty(required.GetString()!, out _))
            {
                found.Add($"{at}: required key [{required.GetString()}] not found");
            }
        }
    }

    private void CheckList(JsonElement shape, JsonElement value, string at, List<string> found)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            found.Add($"{at}: expected a list, found {value.ValueKind}");
            return;
        }

        CheckBounds(shape, value.GetArrayLength(), at, found);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(shape.GetProperty("member").GetProperty("shape").GetString()!, item, $"{at}/{index++}", found);
        }
    }

    private static void CheckString(JsonElement shape, JsonElement value, string at, List<string> found)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            found.Add($"{at}: expected a string, found {value.ValueKind}");
            return;
        }

        var text = value.GetString()!;
        CheckBounds(shape, text.Length, at, found);
        if (shape.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetString() == text))
        {
            found.Add($"{at}: '{text}' is not one of {words.GetRawText()}");
        }

        if (shape.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, $"^(?:{pattern.GetString()})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            found.Add($"{at}: '{text}' failed to satisfy the pattern {pattern.GetString()}");
        }
    }

    private static void CheckBounds(JsonElement shape, double size, string at, List<string> found)
    {
        if (shape.TryGetProperty("min", out var min) && size < min.GetDouble())
        {
            found.Add($"{at}: {size} is less than {min.GetDouble()}");
        }

        if (shape.TryGetProperty("max", out var max) && size > max.GetDouble())
        {
            found.Add($"{at}: {size} is more than {max.GetDouble()}");
        }
    }

    private static bool Flag(JsonElement shape, string name) => shape.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
