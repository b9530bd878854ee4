using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

internal sealed partial class OpenAiRules
{
    private const int MaxNameLength = 64;

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();

    private void CheckTools(JsonElement body, string model, Findings found)
    {
        var has = Has(body, "tools", out var tools) && tools.ValueKind == JsonValueKind.Array;
        if (!has)
        {
            foreach (var name in new[] { "tool_choice", "parallel_tool_calls" })
            {
                if (Has(body, name, out _))
                {
                    found.Add($"Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified.", name);
                }
            }

            return;
        }

        var count = tools.GetArrayLength();
        if (count == 0)
        {
            found.Add("Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.", "tools", "empty_array");
        }

        if (count > options.MaxTools)
        {
            found.Add(
                $"Invalid 'tools': array too long. Expected an array with maximum length {options.MaxTools}, but got an array with length {count} instead.",
                "tools",
                "array_above_max_length");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var tool in tools.EnumerateArray())
        {
            CheckTool(tool, $"tools[{index++}]", names, found);
        }

        CheckToolChoice(body, names, found);
    }

    private static void CheckTool(JsonElement tool, string at, HashSet<string> names, Findings found)
    {
        RefuseUnknown(tool, at, found, "type", "function", "custom");
        if (Text(tool, "type") != "function" || !Has(tool, "function", out var function))
        {
            return;
        }

        RefuseUnknown(function, $"{at}.function", found, "name", "description", "parameters", "strict");
        if (Text(function, "name") is not { } name)
        {
            found.Add($"Missing required parameter: '{at}.function.name'.", $"{at}.function.name", "missing_required_parameter");
            return;
        }

        CheckName(name, $"{at}.function.name", found);
        if (!names.Add(name))
        {
            found.Add($"Invalid value: '{at}.function.name'. Function names must be unique, and '{name}' is given twice.", $"{at}.function.name");
        }

        if (Has(function, "parameters", out var parameters))
        {
            foreach (var error in FunctionSchemaErrors(parameters))
            {
                found.Add($"Invalid schema for function '{name}': {error}", $"{at}.function.parameters", "invalid_function_parameters");
            }

            if (Has(function, "strict", out var strict) && strict.ValueKind == JsonValueKind.True)
            {
                foreach (var error in StrictSchemaErrors(parameters, "()"))
                {
                    found.Add($"Invalid schema for function '{name}': {error}", $"{at}.function.parameters", "invalid_function_parameters");
                }
            }
        }
    }

    private static void CheckToolChoice(JsonElement body, HashSet<string> names, Findings found)
    {
        if (Has(body, "tool_choice", out var choice) && Has(choice, "function", out var function)
            && Text(function, "name") is { } chosen && !names.Contains(chosen))
        {
            found.Add($"Tool choice 'function' not found in 'tools' parameter: '{chosen}'.", "tool_choice");
        }
    }

    internal static void CheckName(string name, string at, Findings found)
    {
        if (!NamePattern().IsMatch(name))
        {
            found.Add(
                $"Invalid '{at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.", at, "invalid_value");
        }

        if (name.Length > MaxNameLength)
        {
            found.Add(
                $"Invalid '{at}': string too long. Expected a string with maximum length {MaxNameLength}, but got a string with length {name.Length} instead.",
                at,
                "string_above_max_length");
        }
    }

    internal static IEnumerable<string> FunctionSchemaErrors(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || Text(schema, "type") != "object")
        {
            yield return $"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{Text(schema, "type") ?? "None"}\"'.";
            yield break;
        }

        foreach (var keyword in new[] { "oneOf", "anyOf", "allOf", "enum", "not" }.Where(keyword => schema.TryGetProperty(keyword, out _)))
        {
            yield return $"schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level (it has '{keyword}').";
        }

        foreach (var error in ShapeErrors(schema, "()", true))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> ShapeErrors(JsonElement schema, string context, bool root)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (root && !Has(schema, "properties", out _))
        {
            yield return $"In context={context}, object schema missing properties.";
        }

        if (Text(schema, "type") == "array" && !schema.TryGetProperty("items", out _) && !schema.TryGetProperty("prefixItems", out _))
        {
            yield return $"In context={context}, array schema missing items.";
        }

        foreach (var (inner, place) in InnerSchemas(schema, context))
        {
            foreach (var error in ShapeErrors(inner, place, false))
            {
                yield return error;
            }
        }
    }

    // What 'strict' asks for: closed objects whose members are all required.
    internal static IEnumerable<string> StrictSchemaErrors(JsonElement schema, string context)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (Has(schema, "properties", out var properties))
        {
            if (!(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False))
            {
                yield return $"In context={context}, 'additionalProperties' is required to be supplied and to be false.";
            }

            var required = Items(schema, "required").Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal);
            foreach (var property in properties.EnumerateObject().Where(property => !required.Contains(property.Name)))
            {
                yield return $"In context={context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{property.Name}'.";
            }
        }

        foreach (var (inner, place) in InnerSchemas(schema, context))
        {
            foreach (var error in StrictSchemaErrors(inner, place))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<(JsonElement Schema, string Context)> InnerSchemas(JsonElement schema, string context)
    {
        foreach (var group in new[] { "properties", "$defs", "definitions" })
        {
            if (Has(schema, group, out var members) && members.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in members.EnumerateObject())
                {
                    yield return (member.Value, $"{context.TrimEnd(')')}'{group}', '{member.Name}')");
                }
            }
        }

        if (Has(schema, "items", out var items))
        {
            yield return (items, $"{context.TrimEnd(')')}'items')");
        }

        foreach (var group in new[] { "anyOf", "oneOf", "allOf" })
        {
            var index = 0;
            foreach (var part in Items(schema, group))
            {
                yield return (part, $"{context.TrimEnd(')')}'{group}', '{index++}')");
            }
        }
    }

    internal static void RefuseUnknown(JsonElement element, string at, Findings found, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                found.Add($"Unknown parameter: '{at}.{member.Name}'.", $"{at}.{member.Name}", "unknown_parameter");
            }
        }
    }
}
