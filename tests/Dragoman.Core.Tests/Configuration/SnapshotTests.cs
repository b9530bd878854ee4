using System.Diagnostics;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Core.Tests.Configuration;

public sealed class SnapshotTests(ITestOutputHelper output)
{
    [Fact]
    public void The_version_names_the_content_and_nothing_else()
    {
        var version = Load.Snapshot(SampleConfigTests.Own).Version;

        Load.Snapshot("# a comment\n\n" + SampleConfigTests.Own).Version.ShouldBe(version);
        Load.Snapshot(SampleConfigTests.Own.Replace("8000", "8001", StringComparison.Ordinal)).Version.ShouldNotBe(version);
        Load.Snapshot(SampleConfigTests.Own.Replace("gpt-5-mini", "gpt-5-nano", StringComparison.Ordinal)).Version.ShouldNotBe(version);
        Load.Snapshot(SampleConfigTests.Own + "\nserver: {ping_interval: 5s}\n").Version.ShouldNotBe(version);
        version.Length.ShouldBe(16);
    }

    [Fact]
    public async Task C05_a_compiled_table_is_swapped_by_one_write_and_requests_keep_the_one_they_hold()
    {
        var first = Load.Snapshot("upstreams: {openai: {api_key: '${OPENAI_PROD}'}}\ntiers: {opus: openai/a}\n");
        var second = Load.Snapshot("upstreams: {openai: {api_key: '${OPENAI_PROD}'}}\ntiers: {opus: openai/b}\n");
        var holder = new SnapshotHolder(first);
        var held = holder.Current;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var snapshot = holder.Current;
                var model = snapshot.Decide("claude-opus-5-5").Target!.Model;
                model.ShouldBe(snapshot.Version == first.Version ? "a" : "b");
            }
        })).ToArray();

        for (var i = 0; i < 2000; i++)
        {
            holder.Swap(i % 2 == 0 ? second : first);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30));
        held.Decide("claude-opus-5-5").Target!.Model.ShouldBe("a");
    }

    [Fact]
    public void C05_loading_and_compiling_200_routes_is_reported()
    {
        var yaml = "upstreams: {openai: {api_key: '${OPENAI_PROD}'}}\nroutes:\n"
            + string.Concat(Enumerable.Range(0, 200).Select(i => $"  - {{name: r{i}, upstream: openai/gpt-5-{i}}}\n"));
        Load.Snapshot(yaml);
        var watch = Stopwatch.StartNew();
        var snapshot = Load.Snapshot(yaml);
        output.WriteLine($"load and compile of 200 routes: {watch.Elapsed.TotalMilliseconds:F1} ms");

        snapshot.Decide("r199").Target!.Model.ShouldBe("gpt-5-199");
    }

    [Fact]
    public void E03_a_new_compatible_provider_is_yaml_only()
    {
        var snapshot = Load.Snapshot("""
            secrets: {acme: '${ACME_KEY}'}
            providers:
              acme:
                display_name: Acme
                endpoint: https://llm.acme.test/api/v3
                profile: {stream_options: true, max_tokens_member: max_completion_tokens, extra_body: {safe_prompt: true, tags: [a, 1]}}
                model_prefixes: [acme-]
                families:
                  acme-think*: {reasoning: true, context_window: 64000, profile: {effort: reasoning_effort, efforts: [low, high]}}
                tiers: {haiku: acme-small, opus: acme-think-1}
            models:
              acme/acme-small: {context_window: 32000, max_output_tokens: 4096, vision: false, price: {input: 0.1, output: 0.2}}
            upstreams:
              acme: {api_key_ref: acme}
            """);

        var upstream = snapshot.Upstreams.Single();
        upstream.Address("m", stream: true).AbsoluteUri.ShouldBe("https://llm.acme.test/api/v3/chat/completions");
        upstream.ApiKey!.Reveal().ShouldBe("sk-acme");

        var small = snapshot.Decide("claude-haiku-4-5").Target!;
        small.Model.ShouldBe("acme-small");
        small.Traits.ContextWindow.ShouldBe(32000);
        small.Traits.Vision.ShouldBeFalse();
        small.Price.Base.Input.ShouldBe(100_000);
        var profile = (OpenAiChatProfile)small.Profile!;
        profile.StreamOptions.ShouldBeTrue();
        profile.MaxTokensMember.ShouldBe("max_completion_tokens");
        profile.ExtraBody.ShouldBe([new("safe_prompt", "true"), new("tags", "[\"a\",1]")]);

        var large = snapshot.Decide("acme-think-2").Target!;
        large.Traits.Reasoning.ShouldBeTrue();
        ((OpenAiChatProfile)large.Profile!).Efforts.ShouldBe(["low", "high"]);
        ((OpenAiChatProfile)large.Profile!).StreamOptions.ShouldBeTrue();
    }

    [Theory]
    [InlineData("gpt-5", "max_completion_tokens", HeadRole.Developer, true, false)]
    [InlineData("gpt-5-2025-08-07", "max_completion_tokens", HeadRole.Developer, true, false)]
    [InlineData("gpt-5.6-sol", "max_completion_tokens", HeadRole.Developer, false, false)]
    [InlineData("gpt-5.4-mini", "max_completion_tokens", HeadRole.Developer, false, false)]
    [InlineData("gpt-6-sol", "max_completion_tokens", HeadRole.Developer, false, false)]
    [InlineData("o4-mini", "max_completion_tokens", HeadRole.Developer, true, false)]
    [InlineData("o1-mini", "max_completion_tokens", HeadRole.None, true, false)]
    [InlineData("gpt-4.1", "max_tokens", HeadRole.System, true, true)]
    [InlineData("gpt-4o-mini", "max_tokens", HeadRole.System, true, true)]
    public void H_346_H_347_H_354_H_023_openai_families_have_their_parameters(
        string model, string maxTokens, HeadRole role, bool effortWithTools, bool sampling)
    {
        var profile = (OpenAiChatProfile)Load.Snapshot("upstreams:\n  openai: {api_key: '${OPENAI_PROD}', dialect: openai-chat}\n").Decide(model).Target!.Profile!;

        profile.MaxTokensMember.ShouldBe(maxTokens);
        profile.HeadRole.ShouldBe(role);
        profile.EffortWithTools.ShouldBe(effortWithTools);
        profile.Sampling.ShouldBe(sampling);
    }

    [Theory]
    [InlineData("DEEPSEEK_API_KEY")]
    [InlineData("GROQ_API_KEY")]
    [InlineData("MISTRAL_API_KEY")]
    [InlineData("TOGETHER_API_KEY")]
    [InlineData("XAI_API_KEY")]
    [InlineData("CEREBRAS_API_KEY")]
    [InlineData("MOONSHOT_API_KEY")]
    [InlineData("ZAI_API_KEY")]
    [InlineData("OPENROUTER_API_KEY")]
    [InlineData("FIREWORKS_API_KEY")]
    public void H_023_no_other_host_is_sent_the_developer_role(string variable)
    {
        var snapshot = Load.FromEnvironment((variable, "k"));
        foreach (var asked in new[] { "claude-haiku-4-5", "claude-sonnet-5", "claude-opus-5-5", $"{snapshot.Upstreams[0].Id}/gpt-5" })
        {
            var decision = snapshot.Decide(asked);
            decision.Failure.ShouldBeNull();
            ((OpenAiChatProfile)decision.Target!.Profile!).HeadRole.ShouldBe(HeadRole.System);
        }
    }

    [Fact]
    public void The_built_in_catalogue_is_sound()
    {
        var catalogue = ProviderCatalogue.BuiltIn;
        foreach (var provider in catalogue.Providers)
        {
            foreach (var tier in provider.Tiers ?? [])
            {
                if (provider.Id != "openrouter")
                {
                    catalogue.Lists(provider.Id, tier.Target).ShouldBeTrue($"{provider.Id} tier {tier.Name}: {tier.Target} is no listed model");
                }
            }
        }

        foreach (var model in catalogue.Models)
        {
            catalogue.Find(model.Id[..model.Id.IndexOf('/', StringComparison.Ordinal)]).ShouldNotBeNull(model.Id);
            var known = catalogue.Describe(model.Id[..model.Id.IndexOf('/', StringComparison.Ordinal)], model.Id[(model.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            known.ContextWindow.ShouldNotBeNull(model.Id);
            known.MaxOutputTokens.ShouldNotBeNull(model.Id);
        }
    }

    [Fact]
    public void H_006_what_an_upstream_says_of_betas_replaces_what_its_provider_says()
    {
        var snapshot = Load.Snapshot("""
            providers:
              acme: {endpoint: "https://acme.test/anthropic", dialect: anthropic-messages, betas: {unsupported: [effort]}}
            upstreams:
              plain: {provider: acme, api_key: "${ACME_KEY}", models: [a]}
              some: {provider: acme, api_key: "${ACME_KEY}", models: [b], betas: {supported: [effort]}}
            """);
        Host("plain/a").Betas.Takes("effort-2025-11-24").ShouldBeFalse();
        Host("plain/a").Betas.Takes("foo-2025-11-24").ShouldBeTrue();
        Host("some/b").Betas.Takes("effort-2025-11-24").ShouldBeTrue();
        Host("some/b").Betas.Takes("foo-2025-11-24").ShouldBeFalse();

        MessagesHost Host(string model) => (MessagesHost)snapshot.Decide(model).Target!.Profile!;
    }

    [Fact]
    public void H_006_a_change_of_betas_alone_is_another_version()
    {
        const string Yaml = "upstreams: {anthropic: {api_key: \"${ANTHROPIC_PROD}\", betas: {unsupported: [effort]}}}";
        Load.Snapshot(Yaml).Version.ShouldNotBe(Load.Snapshot(Yaml.Replace("effort", "fast-mode", StringComparison.Ordinal)).Version);
    }
}
