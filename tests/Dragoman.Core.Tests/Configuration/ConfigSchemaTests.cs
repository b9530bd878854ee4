using System.Text.Json.Nodes;
using Dragoman.Core.Configuration;
using Dragoman.Testing;

namespace Dragoman.Core.Tests.Configuration;

public sealed class ConfigSchemaTests
{
    [Fact]
    public void The_committed_schema_is_up_to_date()
    {
        var path = Path.Combine(Repository.Root, "docs", "dragoman.schema.json");
        if (Environment.GetEnvironmentVariable("DRAGOMAN_ACCEPT") == "1")
        {
            File.WriteAllText(path, ConfigSchema.Generate());
        }

        File.ReadAllText(path).ShouldBe(ConfigSchema.Generate(), "run the tests once with DRAGOMAN_ACCEPT=1 and commit the file");
    }

    [Fact]
    public void Every_member_that_the_loader_names_is_in_the_schema_and_vice_versa()
    {
        // The loader names every member there is when it meets an unknown one.
        var definitions = JsonNode.Parse(ConfigSchema.Generate())!["$defs"]!.AsObject();
        foreach (var (name, yaml) in new[]
        {
            ("config", "zzzzzzzzzzzzzzzzzz: 1"), ("server", "server: {zzzzzzzzzzzzzzzzzz: 1}"), ("route", "routes: [{zzzzzzzzzzzzzzzzzz: 1}]"),
            ("target", "routes: [{name: a, upstream: {zzzzzzzzzzzzzzzzzz: 1}}]"), ("translation", "routes: [{name: a, translation: {zzzzzzzzzzzzzzzzzz: 1}}]"),
            ("policy", "policies: [{zzzzzzzzzzzzzzzzzz: 1}]"), ("upstream", "upstreams: {a: {zzzzzzzzzzzzzzzzzz: 1}}"),
            ("timeouts", "upstreams: {a: {timeouts: {zzzzzzzzzzzzzzzzzz: 1}}}"), ("profile", "upstreams: {a: {profile: {zzzzzzzzzzzzzzzzzz: 1}}}"),
            ("preferences", "upstreams: {a: {preferences: {zzzzzzzzzzzzzzzzzz: 1}}}"),
            ("preferences_max_price", "upstreams: {a: {preferences: {max_price: {zzzzzzzzzzzzzzzzzz: 1}}}}"),
            ("preferences_sort", "upstreams: {a: {preferences: {sort: {zzzzzzzzzzzzzzzzzz: 1}}}}"),
            ("percentiles", "upstreams: {a: {preferences: {preferred_max_latency: {zzzzzzzzzzzzzzzzzz: 1}}}}"),
            ("betas", "upstreams: {a: {betas: {zzzzzzzzzzzzzzzzzz: 1}}}"),
            ("provider", "providers: {a: {zzzzzzzzzzzzzzzzzz: 1}}"), ("model", "models: {a: {zzzzzzzzzzzzzzzzzz: 1}}"),
            ("runaway", "runaway: {zzzzzzzzzzzzzzzzzz: 1}"), ("runaway_levels", "runaway: {repeats: {zzzzzzzzzzzzzzzzzz: 1}}"),
            ("runaway_spend", "runaway: {usd_per_minute: {zzzzzzzzzzzzzzzzzz: 1}}"),
            ("search", "search: {zzzzzzzzzzzzzzzzzz: 1}"), ("fetch", "fetch: {zzzzzzzzzzzzzzzzzz: 1}"),
            ("price", "models: {a: {price: {zzzzzzzzzzzzzzzzzz: 1}}}"), ("price_tier", "models: {a: {price: {tiers: [{zzzzzzzzzzzzzzzzzz: 1}]}}}"),
        })
        {
            var error = Load.Yaml(yaml).Errors.Single(e => e.Message == "unknown member");
            var named = error.Fix["it may be ".Length..].Split(", ");
            definitions[name]!["properties"]!.AsObject().Select(property => property.Key).ShouldBe(named, name);
            definitions[name]!["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        }

        definitions.Count.ShouldBe(29);
    }

    [Fact]
    public void The_samples_members_are_all_in_the_schema()
    {
        var schema = JsonNode.Parse(ConfigSchema.Generate())!["$defs"]!;
        foreach (var (definition, members) in new[]
        {
            ("config", "routes policies"), ("route", "name inbound_protocol upstream translation"), ("target", "provider model endpoint api_key_ref"),
            ("translation", "system_placement tool_use streaming drop_headers passthrough"), ("policy", "name rule"),
        })
        {
            foreach (var member in members.Split(' '))
            {
                schema[definition]!["properties"]![member].ShouldNotBeNull($"{definition}.{member}");
            }
        }
    }
}
