using System.Text.Json;

namespace Dragoman.Testing;

public sealed partial class SpecValidator
{
    private static void CheckType(JsonElement schema, JsonElement instance, string at, List<string> errors)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return;
        }

        var fits = type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(name => IsOfType(instance, name.GetString()!))
            : IsOfType(instance, type.GetString()!);
        if (!fits)
        {
            errors.Add($"{at}: expected {type}, got {instance.ValueKind}");
        }
    }

    private static bool IsOfType(JsonElement instance, string type) => type switch
    {
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => instance.ValueKind == JsonValueKind.Null,
        "number" => instance.ValueKind == JsonValueKind.Number,
        "integer" => instance.ValueKind == JsonValueKind.Number && (instance.TryGetInt64(out _) || double.IsInteger(instance.GetDouble())),
        _ => throw new InvalidDataException($"Unknown type {type} in the schema."),
    };

    private static void CheckValue(JsonElement schema, JsonElement instance, string at, List<string> errors)
    {
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(value => JsonElement.DeepEquals(value, instance)))
        {
            errors.Add($"{at}: {Short(instance)} is not one of {values.GetRawText()}");
        }

        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, instance))
        {
            errors.Add($"{at}: {Short(instance)} is not {constant.GetRawText()}");
        }
    }

    private void CheckObject(JsonElement schema, JsonElement instance, string at, List<string> errors, int depth)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Where(name => !instance.TryGetProperty(name.GetString()!, out _)))
            {
                errors.Add($"{at}: {name.GetString()} is required");
            }
        }

        var count = instance.EnumerateObject().Count();
        if (Number(schema, "minProperties", out var least) && count < least)
        {
            errors.Add($"{at}: {count} members, at least {least}");
        }

        if (Number(schema, "maxProperties", out var most) && count > most)
        {
            errors.Add($"{at}: {count} members, at most {most}");
        }

        var declared = schema.TryGetProperty("properties", out var properties);
        var patterned = schema.TryGetProperty("patternProperties", out var patterns);
        var closed = schema.TryGetProperty("additionalProperties", out var additional);
        foreach (var member in instance.EnumerateObject())
        {
            var place = $"{at}/{member.Name}";
            var known = false;
            if (declared && properties.TryGetProperty(member.Name, out var own))
            {
                known = true;
                Check(own, member.Value, place, errors, depth + 1);
            }

            if (patterned)
            {
                foreach (var pattern in patterns.EnumerateObject().Where(pattern => Pattern(pattern.Name).IsMatch(member.Name)))
                {
                    known = true;
                    Check(pattern.Value, member.Value, place, errors, depth + 1);
                }
            }

            if (!known && closed)
            {
                Check(additional, member.Value, place, errors, depth + 1);
            }
        }

        CheckDependents(schema, instance, at, errors);
    }

    private static void CheckDependents(JsonElement schema, JsonElement instance, string at, List<string> errors)
    {
        if (!schema.TryGetProperty("dependentRequired", out var dependents))
        {
            return;
        }

        foreach (var dependent in dependents.EnumerateObject().Where(dependent => instance.TryGetProperty(dependent.Name, out _)))
        {
            foreach (var name in dependent.Value.EnumerateArray().Where(name => !instance.TryGetProperty(name.GetString()!, out _)))
            {
                errors.Add($"{at}: {name.GetString()} is required beside {dependent.Name}");
            }
        }
    }

    private void CheckArray(JsonElement schema, JsonElement instance, string at, List<string> errors, int depth)
    {
        var length = instance.GetArrayLength();
        if (Number(schema, "minItems", out var least) && length < least)
        {
            errors.Add($"{at}: {length} items, at least {least}");
        }

        if (Number(schema, "maxItems", out var most) && length > most)
        {
            errors.Add($"{at}: {length} items, at most {most}");
        }

        var fixedItems = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
        var typed = schema.TryGetProperty("items", out var items);
        for (var i = 0; i < length; i++)
        {
            if (i < fixedItems)
            {
                Check(prefix[i], instance[i], $"{at}/{i}", errors, depth + 1);
            }
            else if (typed)
            {
                Check(items, instance[i], $"{at}/{i}", errors, depth + 1);
            }
        }

        if (schema.TryGetProperty("contains", out var contains) && !instance.EnumerateArray().Any(item => Matches(contains, item, depth)))
        {
            errors.Add($"{at}: no item matches contains");
        }

        if (IsTrue(schema, "uniqueItems") && HasEqualItems(instance, length))
        {
            errors.Add($"{at}: the items are not unique");
        }
    }

    private static bool HasEqualItems(JsonElement array, int length)
    {
        for (var i = 0; i < length; i++)
        {
            for (var j = i + 1; j < length; j++)
            {
                if (JsonElement.DeepEquals(array[i], array[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void CheckString(JsonElement schema, JsonElement instance, string at, List<string> errors)
    {
        var text = instance.GetString()!;
        var length = text.EnumerateRunes().Count();
        if (Number(schema, "minLength", out var least) && length < least)
        {
            errors.Add($"{at}: {length} characters, at least {least}");
        }

        if (Number(schema, "maxLength", out var most) && length > most)
        {
            errors.Add($"{at}: {length} characters, at most {most}");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Pattern(pattern.GetString()!).IsMatch(text))
        {
            errors.Add($"{at}: {Short(instance)} does not match {pattern}");
        }
    }

    private static void CheckNumber(JsonElement schema, JsonElement instance, string at, List<string> errors)
    {
        var value = instance.GetDouble();
        if ((Number(schema, "minimum", out var bound) && value < bound) || (Number(schema, "exclusiveMinimum", out bound) && value <= bound))
        {
            errors.Add($"{at}: {value} is below {bound}");
        }

        if ((Number(schema, "maximum", out bound) && value > bound) || (Number(schema, "exclusiveMaximum", out bound) && value >= bound))
        {
            errors.Add($"{at}: {value} is above {bound}");
        }

        if (Number(schema, "multipleOf", out var step) && step > 0 && !double.IsInteger(value / step))
        {
            errors.Add($"{at}: {value} is not a multiple of {step}");
        }
    }

    private static string Short(JsonElement instance)
    {
        var text = instance.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
