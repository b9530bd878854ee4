using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Schemas;

/// <summary>
/// Malformed arguments as models write them, with what was meant by each, written down beside it: the oracle. Null says that nobody can
/// know, and nothing may be touched.
/// </summary>
public sealed class ArgumentRepairTests
{
    private static readonly JsonObject Data = JsonNode.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "Dragoman.Dialects.Tests", "Schemas", "malformed-arguments.json")))!.AsObject();

    private static IEnumerable<(string Given, JsonNode? Meant, byte[] Schema, string Why)> Cases => Data["cases"]!.AsArray().Select(one => (
        one!["given"]!.GetValue<string>(),
        one["meant"],
        Encoding.UTF8.GetBytes(Data["schemas"]![one["schema"]!.GetValue<string>()]!.ToJsonString()),
        one["why"]!.GetValue<string>()));

    [Fact]
    public void N15_four_of_five_malformed_arguments_are_repaired_and_no_meaning_is_changed()
    {
        var (repaired, wrong, total) = (0, new List<string>(), 0);
        foreach (var (given, meant, schema, why) in Cases)
        {
            total++;
            var result = Repair(given, schema);
            repaired += result is null ? 0 : 1;
            if (result is not null && !JsonNode.DeepEquals(JsonNode.Parse(result), meant))
            {
                wrong.Add($"{why}: {given} became {result}");
            }
        }

        wrong.ShouldBeEmpty();
        total.ShouldBeGreaterThanOrEqualTo(200);
        ((double)repaired / total).ShouldBeGreaterThanOrEqualTo(0.8, $"{repaired} of {total} were repaired");
    }

    [Fact]
    public void N15_what_can_be_known_is_repaired()
    {
        var missed = Cases.Where(one => one.Meant is not null && Repair(one.Given, one.Schema) is null).Select(one => $"{one.Why}: {one.Given}").ToList();
        missed.ShouldBeEmpty();
    }

    [Fact]
    public void N15_where_there_is_doubt_nothing_is_touched()
    {
        var touched = Cases.Where(one => one.Meant is null && Repair(one.Given, one.Schema) is not null).Select(one => $"{one.Why}: {one.Given}").ToList();
        touched.ShouldBeEmpty();
    }

    [Fact]
    public void Arguments_that_fit_are_good_and_stay_byte_for_byte()
    {
        foreach (var (_, meant, schema, why) in Cases.Where(one => one.Meant is not null))
        {
            foreach (var indented in new[] { false, true })
            {
                var json = meant!.ToJsonString(new JsonSerializerOptions { WriteIndented = indented });
                Repair(json, schema).ShouldBeNull(why);
                using var scratch = new ByteWriter();
                ArgumentRepair.IsGood(Encoding.UTF8.GetBytes(json), schema, scratch).ShouldBeTrue(why);
            }
        }
    }

    [Fact]
    public void What_was_repaired_needs_no_repair()
    {
        foreach (var (given, _, schema, why) in Cases)
        {
            if (Repair(given, schema) is { } result)
            {
                using var scratch = new ByteWriter();
                ArgumentRepair.IsGood(Encoding.UTF8.GetBytes(result), schema, scratch).ShouldBeTrue($"{why}: {result}");
            }
        }
    }

    [Theory]
    [InlineData("""{"n":9007199254740993,"b":"true"}""", """{"n":9007199254740993,"b":true}""")]
    [InlineData("""{"n":1e21,"b":"true"}""", """{"n":1e21,"b":true}""")]
    [InlineData("""{ "s" : "\u00e9\/" , "b":"true" }""", """{"s":"\u00e9\/","b":true}""")]
    public void H_222_what_is_not_repaired_keeps_its_spelling(string given, string result) =>
        Repair(given, """{"type":"object","properties":{"n":{"type":"number"},"s":{"type":"string"},"b":{"type":"boolean"}}}"""u8).ShouldBe(result);

    [Theory]
    [InlineData("""{"type":"object","properties":{"b":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"boolean"}}}""")]
    [InlineData("""{"type":"object","properties":{"b":{"allOf":[{"type":"boolean"}]}}}""")]
    [InlineData("""{"type":"object","properties":{"b":true}}""")]
    [InlineData("""{"type":"object","properties":{"b":{"type":"truth"}}}""")]
    [InlineData("{}")]
    [InlineData("true")]
    public void Under_a_schema_that_is_not_understood_nothing_is_changed(string schema) =>
        Repair("""{"b":"true"}""", Encoding.UTF8.GetBytes(schema)).ShouldBeNull();

    [Fact]
    public void Arbitrary_mutations_give_json_that_fits_or_nothing()
    {
        var random = new Random(15);
        var cases = Cases.ToList();
        for (var i = 0; i < 20_000; i++)
        {
            var (given, _, schema, _) = cases[random.Next(cases.Count)];
            var bytes = Encoding.UTF8.GetBytes(given);
            for (var edits = random.Next(1, 4); edits > 0 && bytes.Length > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"{}[]\"':,\\ntrue019.- \n"[random.Next(20)];
            }

            bytes = bytes[..random.Next(bytes.Length + 1)];
            using var output = new ByteWriter();
            if (ArgumentRepair.TryRepair(bytes, schema, output))
            {
                using var scratch = new ByteWriter();
                ArgumentRepair.IsGood(output.Written, schema, scratch).ShouldBeTrue(Encoding.UTF8.GetString(bytes));
            }
        }
    }

    private static string? Repair(string given, ReadOnlySpan<byte> schema)
    {
        using var output = new ByteWriter();
        return ArgumentRepair.TryRepair(Encoding.UTF8.GetBytes(given), schema, output) ? Encoding.UTF8.GetString(output.Written) : null;
    }
}
