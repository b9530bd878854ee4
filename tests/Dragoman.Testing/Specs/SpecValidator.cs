using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

/// <summary>
/// Checks JSON against the schemas of an OpenAPI 3.1 document (JSON Schema 2020-12, plus the <c>nullable</c> of 3.0 that
/// providers still write). Assertions are enforced; annotations and formats are not. Errors name the place in the instance.
/// </summary>
public sealed partial class SpecValidator
{
    private const int MaxDepth = 200;
    private readonly JsonElement _root;

    /// <summary>Reads a whole document; <c>$ref</c> is resolved inside it.</summary>
    public SpecValidator(ReadOnlyMemory<byte> document) => _root = JsonDocument.Parse(document).RootElement;

    /// <summary>Reads a document from a file.</summary>
    public static SpecValidator Load(string path) => new(File.ReadAllBytes(path));

    /// <summary>Validates against <c>#/components/schemas/{name}</c>; an empty list means valid.</summary>
    public IReadOnlyList<string> Validate(string schemaName, JsonElement instance) =>
        Validate(Resolve($"#/components/schemas/{schemaName}"), instance);

    /// <summary>Validates against a schema of the caller's, whose references point into this document.</summary>
    public IReadOnlyList<string> Validate(JsonElement schema, JsonElement instance)
    {
        var errors = new List<string>();
        Check(schema, instance, string.Empty, errors, 0);
        return errors;
    }

    /// <summary>The names of all properties that a schema declares itself or through <c>allOf</c>.</summary>
    public IReadOnlySet<string> PropertyNames(string schemaName)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(Resolve($"#/components/schemas/{schemaName}"), names);
        return names;
    }

    private void Collect(JsonElement schema, HashSet<string> names)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Collect(Resolve(reference.GetString()!), names);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            names.UnionWith(properties.EnumerateObject().Select(property => property.Name));
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                Collect(part, names);
            }
        }
    }

    private JsonElement Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            throw new InvalidDataException($"The reference {reference} points out of the document.");
        }

        var at = _root;
        foreach (var raw in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(raw).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(name)] : at.GetProperty(name);
        }

        return at;
    }

    private bool Matches(JsonElement schema, JsonElement instance, int depth)
    {
        var errors = new List<string>();
        Check(schema, instance, string.Empty, errors, depth + 1);
        return errors.Count == 0;
    }

    private void Check(JsonElement schema, JsonElement instance, string at, List<string> errors, int depth)
    {
        if (depth > MaxDepth)
        {
            errors.Add($"{at}: the schema nests deeper than {MaxDepth}");
            return;
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            if (schema.ValueKind == JsonValueKind.False)
            {
                errors.Add($"{at}: not allowed");
            }

            return;
        }

        if (instance.ValueKind == JsonValueKind.Null && IsTrue(schema, "nullable"))
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Resolve(reference.GetString()!), instance, at, errors, depth + 1);
        }

        CheckType(schema, instance, at, errors);
        CheckValue(schema, instance, at, errors);
        CheckCombined(schema, instance, at, errors, depth);
        switch (instance.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, instance, at, errors, depth);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, instance, at, errors, depth);
                break;
            case JsonValueKind.String:
                CheckString(schema, instance, at, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, instance, at, errors);
                break;
        }
    }

    private void CheckCombined(JsonElement schema, JsonElement instance, string at, List<string> errors, int depth)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                Check(part, instance, at, errors, depth + 1);
            }
        }

        if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(part => Matches(part, instance, depth)))
        {
            errors.Add($"{at}: matches none of anyOf{Nearest(any, instance, at, depth)}");
        }

        if (schema.TryGetProperty("oneOf", out var one))
        {
            var matching = one.EnumerateArray().Count(part => Matches(part, instance, depth));
            if (matching != 1)
            {
                errors.Add(matching == 0
                    ? $"{at}: matches none of oneOf{Nearest(one, instance, at, depth)}"
                    : $"{at}: matches {matching} of oneOf, which must be exactly one");
            }
        }

        if (schema.TryGetProperty("not", out var not) && Matches(not, instance, depth))
        {
            errors.Add($"{at}: matches what is forbidden by not");
        }

        if (schema.TryGetProperty("if", out var condition))
        {
            var branch = Matches(condition, instance, depth) ? "then" : "else";
            if (schema.TryGetProperty(branch, out var consequence))
            {
                Check(consequence, instance, at, errors, depth + 1);
            }
        }
    }

    // The alternative with the fewest complaints says best what is wrong.
    private string Nearest(JsonElement alternatives, JsonElement instance, string at, int depth)
    {
        List<string>? best = null;
        foreach (var part in alternatives.EnumerateArray())
        {
            var errors = new List<string>();
            Check(part, instance, at, errors, depth + 1);
            if (best is null || errors.Count < best.Count)
            {
                best = errors;
            }
        }

        return best is { Count: > 0 } ? $" (nearest: {string.Join("; ", best.Take(3))})" : string.Empty;
    }

    private static bool IsTrue(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool Number(JsonElement schema, string keyword, out double value)
    {
        value = 0;
        return schema.TryGetProperty(keyword, out var element) && element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value);
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
