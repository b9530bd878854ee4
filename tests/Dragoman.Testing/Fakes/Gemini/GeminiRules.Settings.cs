using System.Text.Json;

namespace Dragoman.Testing;

internal sealed partial class GeminiRules
{
    private static readonly string[] SchemaWords =
    [
        "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems", "maxItems", "minimum", "maximum",
        "anyOf", "oneOf", "properties", "additionalProperties", "required", "propertyOrdering",
    ];

    private static void CheckSettings(JsonElement body, string model, List<Refusal> found)
    {
        var config = Member(body, "generationConfig");
        if (Member(config, "maxOutputTokens") is { ValueKind: JsonValueKind.Number } max && (max.GetInt64() < 1 || max.GetInt64() > 65_536))
        {
            found.Add(Bad($"Unable to submit request because it has a maxOutputTokens value of {max} but the supported range is from 1 (inclusive) to 65537 (exclusive)."));
        }

        if (Items(config, "stopSequences").Count() > 5)
        {
            found.Add(Bad("Unable to submit request because it has more than 5 stop sequences."));
        }

        var thinking = Member(config, "thinkingConfig");
        var level = Text(thinking, "thinkingLevel");
        var budget = Member(thinking, "thinkingBudget");
        if (level is not null && budget.ValueKind == JsonValueKind.Number)
        {
            found.Add(Bad("You can only set only one of thinking budget and thinking level."));
        }

        if (level is not null && !IsThree(model))
        {
            found.Add(Bad("Thinking level is not supported for this model."));
        }

        if (level is "MINIMAL" or "MEDIUM" && model is "gemini-3-pro-preview" || (level == "MINIMAL" && model.Contains("pro", StringComparison.Ordinal)))
        {
            found.Add(Bad($"Thinking level {level} is not supported for this model."));
        }

        if (budget.ValueKind == JsonValueKind.Number)
        {
            var (least, most) = model.Contains("pro", StringComparison.Ordinal) ? (128, 32_768) : (0, 24_576);
            if (budget.GetInt32() != -1 && (budget.GetInt32() < least || budget.GetInt32() > most))
            {
                found.Add(Bad($"The thinking budget {budget} is invalid. Please choose a value between {least} and {most}."));
            }
        }

        var tools = Items(body, "tools").Any(tool => Member(tool, "functionDeclarations").ValueKind == JsonValueKind.Array);
        if (tools && !IsThree(model) && Text(config, "responseMimeType") == "application/json")
        {
            found.Add(Bad("Function calling with a response mime type: 'application/json' is unsupported"));
        }
    }

    private static void CheckTools(JsonElement body, string model, List<Refusal> found)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var searches = false;
        foreach (var tool in Items(body, "tools"))
        {
            searches |= Member(tool, "googleSearch").ValueKind == JsonValueKind.Object;
            foreach (var function in Items(tool, "functionDeclarations"))
            {
                CheckFunction(function, names, found);
            }
        }

        var config = Member(body, "toolConfig");
        if (searches && names.Count > 0 && !(IsThree(model) && Member(config, "includeServerSideToolInvocations").ValueKind == JsonValueKind.True))
        {
            found.Add(Bad("Built-in tools ({google_search}) and Function Calling cannot be combined in the same request. Please choose one or the other."));
        }

        var calling = Member(config, "functionCallingConfig");
        if (calling.ValueKind == JsonValueKind.Object && names.Count == 0)
        {
            found.Add(Bad("Function calling config is set without function_declarations."));
        }

        foreach (var name in Items(calling, "allowedFunctionNames").Select(name => name.GetString()!))
        {
            if (!names.Contains(name) || Text(calling, "mode") != "ANY")
            {
                found.Add(Bad($"Invalid allowed_function_names: {name}."));
            }
        }
    }

    private static void CheckFunction(JsonElement function, HashSet<string> names, List<Refusal> found)
    {
        var name = Text(function, "name") ?? "";
        if (!FunctionName().IsMatch(name))
        {
            found.Add(Bad($"Invalid function name {name}. Must start with a letter or an underscore. Must be alphanumeric, underscores, dots, colons, or dashes, with a maximum length of 128."));
        }

        if (!names.Add(name))
        {
            found.Add(Bad($"Duplicate function declaration found: {name}"));
        }

        if (string.IsNullOrWhiteSpace(Text(function, "description")))
        {
            found.Add(Bad($"{name}: a function declaration needs a description."));
        }

        if (Member(function, "parametersJsonSchema") is { ValueKind: JsonValueKind.Object } schema)
        {
            CheckSchema(schema, name, found);
            if (Member(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties || !properties.EnumerateObject().Any())
            {
                found.Add(Bad($"* GenerateContentRequest.tools[0].function_declarations[{name}].parameters.properties: should be non-empty for OBJECT type"));
            }
        }
    }

    private static void CheckSchema(JsonElement schema, string path, List<Refusal> found)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var word in schema.EnumerateObject())
        {
            if (!SchemaWords.Contains(word.Name))
            {
                found.Add(Bad($"Invalid JSON payload received. Unknown name \"{word.Name}\" at 'tools.function_declarations.{path}': Cannot find field."));
            }
            else if (word.Name is "properties" or "$defs")
            {
                foreach (var member in word.Value.EnumerateObject())
                {
                    CheckSchema(member.Value, $"{path}.{member.Name}", found);
                }
            }
            else if (word.Name is "items" or "additionalProperties")
            {
                CheckSchema(word.Value, $"{path}.{word.Name}", found);
            }
            else if (word.Name is "anyOf" or "oneOf" or "prefixItems")
            {
                foreach (var one in word.Value.EnumerateArray())
                {
                    CheckSchema(one, $"{path}.{word.Name}", found);
                }
            }
        }

        var properties = Member(schema, "properties");
        foreach (var name in Items(schema, "required").Select(name => name.GetString()!))
        {
            if (Member(properties, name).ValueKind == JsonValueKind.Undefined)
            {
                found.Add(Bad($"* {path}.required: property is not defined: {name}"));
            }
        }
    }
}
