using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Tests.Configuration;

/// <summary>The built-in data: where it is from, how it is overridden, who is found by what.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void E02_the_data_says_of_which_day_it_is_and_where_prices_are_published()
    {
        var catalogue = ProviderCatalogue.BuiltIn;
        DateOnly.TryParse(catalogue.Version, out _).ShouldBeTrue(catalogue.Version);
        foreach (var provider in catalogue.Models.Where(model => model.Price is not null).Select(model => model.Id.Split('/')[0]).Distinct())
        {
            Uri.IsWellFormedUriString(catalogue.Sources.GetValueOrDefault(provider), UriKind.Absolute).ShouldBeTrue(provider);
        }

        catalogue.With([], [new ModelConfig { Id = "a/b" }]).Version.ShouldBe(catalogue.Version);
    }

    [Fact]
    public void E01_E06_every_listed_model_has_its_window_and_a_price_that_ascends()
    {
        var free = new List<string>();
        foreach (var model in ProviderCatalogue.BuiltIn.Models)
        {
            var price = ProviderCatalogue.PriceOf(model);
            model.ContextWindow?.ShouldBeGreaterThanOrEqualTo(model.MaxOutputTokens ?? 0, model.Id);
            for (var i = 0; i < price.Tiers.Count; i++)
            {
                price.Tiers[i].Rates.Input.ShouldBeGreaterThan(i == 0 ? price.Base.Input : price.Tiers[i - 1].Rates.Input, model.Id);
            }

            price.Base.CacheRead.ShouldBeLessThanOrEqualTo(price.Base.Input, model.Id);
            if (price.Base.Input == 0)
            {
                free.Add(model.Id);
            }
        }

        // Free by their providers' own word.
        free.ShouldAllBe(id => id.EndsWith("-flash", StringComparison.Ordinal) || id.EndsWith(":free", StringComparison.Ordinal));
    }

    [Fact]
    public void E01_the_catalogue_knows_the_current_models_of_every_provider_that_prices_them()
    {
        foreach (var (provider, count) in new[]
        {
            ("openai", 30), ("anthropic", 4), ("azure", 20), ("groq", 5), ("deepseek", 4), ("mistral", 12), ("xai", 4), ("moonshot", 8), ("zai", 10), ("minimax", 5),
            ("alibaba", 25), ("cohere", 7), ("perplexity", 4), ("fireworks", 12), ("together", 15), ("deepinfra", 20), ("huggingface", 25), ("openrouter", 100),
        })
        {
            ProviderCatalogue.BuiltIn.ModelsOf(provider).Count().ShouldBeGreaterThanOrEqualTo(count, provider);
        }
    }

    [Fact]
    public void N08_a_price_is_overridden_for_one_model_and_for_a_pattern_of_them()
    {
        var snapshot = Load.Snapshot("""
            upstreams: {openai: {api_key: '${OPENAI_PROD}'}, acme: {provider: openrouter, api_key: '${ACME_KEY}'}}
            models:
              openai/gpt-5: {price: {input: 1, output: 2}}
              openrouter/house/*: {context_window: 5000, price: {input: 3, output: 4}}
              openrouter/house/big*: {price: {input: 5, output: 6}}
            """);
        snapshot.Decide("openai/gpt-5").Target!.Price.Base.Input.ShouldBe(1_000_000);
        snapshot.Decide("acme/house/small").Target!.Price.Base.Input.ShouldBe(3_000_000);
        snapshot.Decide("acme/house/small").Target!.Traits.ContextWindow.ShouldBe(5000);
        snapshot.Decide("acme/house/big-1").Target!.Price.Base.Input.ShouldBe(5_000_000);
        snapshot.Decide("acme/other").Target!.Price.Id.ShouldBe("unknown@1");
        snapshot.Models.All.ShouldAllBe(model => !model.Id.Contains('*'));
    }

    [Fact]
    public void N08_an_upstream_multiplies_every_rate_and_says_so_in_the_prices_id()
    {
        var snapshot = Load.Snapshot("""
            upstreams:
              dear: {provider: openai, api_key: '${OPENAI_PROD}', price_multiplier: 1.1}
              fair: {provider: openai, api_key: '${OPENAI_PROD}'}
            """);
        var (dear, fair) = (snapshot.Decide("dear/gpt-5.6-sol").Target!.Price, snapshot.Decide("fair/gpt-5.6-sol").Target!.Price);
        dear.Id.ShouldBe(fair.Id + "x1.1");
        dear.Base.Output.ShouldBe(fair.Base.Output * 11 / 10);
        dear.Base.CacheRead.ShouldBe(fair.Base.CacheRead * 11 / 10);
        dear.Tiers.Single().Rates.Input.ShouldBe(fair.Tiers.Single().Rates.Input * 11 / 10);
        Load.Yaml("upstreams:\n  a: {provider: openai, api_key: '${OPENAI_PROD}', price_multiplier: 0}\n").Errors.Single().ToString()
            .ShouldContain("dragoman.yaml:2:70 upstreams.a.price_multiplier: expected a number above 0");
    }

    [Fact]
    public void E01_each_provider_is_found_by_each_of_its_variables()
    {
        foreach (var provider in ProviderCatalogue.BuiltIn.Providers.Where(provider => provider.KeyVariables is not null
            && !UpstreamFactory.IsCloud(provider.Auth ?? AuthStyle.Bearer)))
        {
            foreach (var variable in provider.KeyVariables!)
            {
                var env = new Dictionary<string, string> { [variable] = "key-of-it" };
                if (provider.Endpoint is null)
                {
                    AutoConfig.FromEnvironment(env, null).Notes.ShouldContain(note => note.Contains(variable, StringComparison.Ordinal), provider.Id);
                    env[provider.EndpointVariables![0]] = "https://host.test/v1";
                }

                var found = AutoConfig.FromEnvironment(env, null).Config;
                found.Upstreams.ShouldContain(upstream => upstream.Provider == provider.Id, $"{provider.Id} by {variable}");
                PolicyCompiler.Compile(found).Upstreams.ShouldNotBeEmpty(provider.Id);
            }
        }
    }

    [Fact]
    public void No_two_providers_claim_one_variable()
    {
        var claims = ProviderCatalogue.BuiltIn.Providers.SelectMany(provider => (provider.KeyVariables ?? []).Select(variable => (variable, provider.Id)))
            .GroupBy(claim => claim.variable).Where(group => group.Count() > 1).Select(group => group.Key);
        claims.ShouldAllBe(variable => variable.StartsWith("AWS", StringComparison.Ordinal) || variable.StartsWith("AZURE", StringComparison.Ordinal) || variable.StartsWith("GOOGLE", StringComparison.Ordinal) || variable.StartsWith("GEMINI", StringComparison.Ordinal));
    }
}
