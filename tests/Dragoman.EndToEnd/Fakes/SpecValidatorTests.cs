using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>The validator behind the strict fakes, held against the official JSON Schema test suite for the keywords it knows.</summary>
public sealed class SpecValidatorTests
{
    [Theory]
    [InlineData("additionalProperties")]
    [InlineData("allOf")]
    [InlineData("anyOf")]
    [InlineData("boolean_schema")]
    [InlineData("const")]
    [InlineData("dependentRequired")]
    [InlineData("enum")]
    [InlineData("exclusiveMaximum")]
    [InlineData("exclusiveMinimum")]
    [InlineData("if-then-else")]
    [InlineData("infinite-loop-detection")]
    [InlineData("items")]
    [InlineData("maxItems")]
    [InlineData("maxLength")]
    [InlineData("maxProperties")]
    [InlineData("maximum")]
    [InlineData("minItems")]
    [InlineData("minLength")]
    [InlineData("minProperties")]
    [InlineData("minimum")]
    [InlineData("multipleOf")]
    [InlineData("not")]
    [InlineData("oneOf")]
    [InlineData("pattern")]
    [InlineData("patternProperties")]
    [InlineData("prefixItems")]
    [InlineData("properties")]
    [InlineData("required")]
    [InlineData("type")]
    [InlineData("uniqueItems")]
    public void The_official_suite_is_answered_right(string keyword)
    {
        if (!SharedData.TryFind($"specs/json-schema/draft2020-12/{keyword}.json", out var file))
        {
            Assert.Skip(SharedData.Missing);
        }

        using var suite = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var group in suite.RootElement.EnumerateArray())
        {
            var schema = group.GetProperty("schema");
            if (NeedsMore(schema))
            {
                continue;
            }

            var validator = new SpecValidator(Encoding.UTF8.GetBytes(schema.GetRawText()));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var errors = validator.Validate(schema, test.GetProperty("data"));
                (errors.Count == 0).ShouldBe(
                    test.GetProperty("valid").GetBoolean(),
                    $"{group.GetProperty("description")}: {test.GetProperty("description")}: {string.Join("; ", errors)}");
            }
        }
    }

    [Fact]
    public void A_null_is_taken_where_the_older_nullable_says_so()
    {
        var validator = new SpecValidator("""{"components":{"schemas":{"a":{"type":"string","nullable":true},"b":{"type":"string"}}}}"""u8.ToArray());
        using var instance = JsonDocument.Parse("null");
        validator.Validate("a", instance.RootElement).ShouldBeEmpty();
        validator.Validate("b", instance.RootElement).ShouldNotBeEmpty();
    }

    // What published API schemas do not use and this validator does not know.
    private static bool NeedsMore(JsonElement schema) =>
        new[] { "\"$id\"", "\"$anchor\"", "\"$dynamicRef\"", "unevaluated", "\"contains\"", "propertyNames", "dependentSchemas", "p{Letter}" }
            .Any(keyword => schema.GetRawText().Contains(keyword, StringComparison.Ordinal));
}
