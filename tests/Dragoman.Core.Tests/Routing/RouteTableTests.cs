using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

public sealed class RouteTableTests(ITestOutputHelper output)
{
    private const string Both = """
        upstreams:
          anthropic: {api_key: '${ANTHROPIC_PROD}'}
          openai: {api_key: '${OPENAI_PROD}'}
        """;

    private const string OpenAiOnly = "upstreams:\n  openai: {api_key: '${OPENAI_PROD}'}\n";

    [Theory]
    [InlineData("claude-opus-5-5[1m]", "claude-opus-5-5", true)]
    [InlineData("claude-opus-5-5[1M]", "claude-opus-5-5", true)]
    [InlineData("claude-opus-5-5", "claude-opus-5-5", false)]
    [InlineData("openai%2Fgpt-5", "gpt-5", false)]
    [InlineData("openai%2Fgpt-5%5B1m%5D", "gpt-5", true)]
    [InlineData("claude-via%2Fopenai%2Fgpt-5", "gpt-5", false)]
    public void H_015_window_suffix_and_percent_encoding_come_off_before_routing(string asked, string model, bool large)
    {
        var decision = Load.Snapshot(Both).Decide(asked);

        decision.Target!.Model.ShouldBe(model);
        decision.LargeWindow.ShouldBe(large);
    }

    [Theory]
    [InlineData("claude-haiku-4-5", "gpt-5-mini")]
    [InlineData("claude-haiku-4-5-20251001", "gpt-5-mini")]
    [InlineData("claude-sonnet-5", "gpt-5.2")]
    [InlineData("claude-opus-5-5", "gpt-5.2")]
    [InlineData("claude-fable-5-2", "gpt-5.2")]
    [InlineData("claude-3-5-sonnet-latest", "gpt-5.2")]
    [InlineData("haiku", "gpt-5-mini")]
    public void H_016_ids_that_nobody_configured_lead_by_tier_to_what_there_is(string asked, string model)
    {
        var decision = Load.Snapshot(OpenAiOnly).Decide(asked);

        decision.Failure.ShouldBeNull();
        decision.Target!.Model.ShouldBe(model);
        decision.Reason.ShouldStartWith("tier ");
    }

    [Theory]
    [InlineData("us.anthropic.claude-opus-4-7-v1:0", "claude-opus-4-7")]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929")]
    [InlineData("global.anthropic.claude-opus-5-5", "claude-opus-5-5")]
    [InlineData("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929")]
    [InlineData("claude-opus-5-5@default", "claude-opus-5-5")]
    public void A02_a_clouds_name_for_a_model_leads_where_anthropics_own_would(string cloud, string own)
    {
        ModelNames.FromCloud(cloud).ShouldBe(own);
        var decision = Load.Snapshot(Both).Decide(cloud);
        decision.Target!.Upstream.Id.ShouldBe("anthropic");
        decision.Target.Model.ShouldBe(own);

        var route = Load.Snapshot(Both + $"\nroutes:\n  - name: {own}\n    upstream: {{provider: openai, model: gpt-5, api_key: '${{OPENAI_PROD}}'}}\n").Decide(cloud);
        route.Target!.Model.ShouldBe("gpt-5");
    }

    [Theory]
    [InlineData("claude-opus-5-5")]
    [InlineData("gpt-5")]
    [InlineData("openai/gpt-5")]
    [InlineData("someone@example")]
    public void A02_other_names_are_no_clouds(string id) => ModelNames.FromCloud(id).ShouldBeNull();

    [Fact]
    public void H_016_an_anthropic_upstream_keeps_the_clients_own_id()
    {
        var snapshot = Load.Snapshot(Both);

        foreach (var id in new[] { "claude-opus-9-9-20990101", "claude-haiku-4-5-20251001", "claude-sonnet-5" })
        {
            var decision = snapshot.Decide(id);
            decision.Target!.Upstream.Id.ShouldBe("anthropic");
            decision.Target.Model.ShouldBe(id);
        }
    }

    [Fact]
    public void H_016_an_unknown_id_goes_to_the_default_route_or_is_refused_with_what_there_is()
    {
        Load.Snapshot(OpenAiOnly + "default_route: openai/gpt-5\n").Decide("gemini-9").Target!.Model.ShouldBe("gpt-5");

        var failure = Load.Snapshot(OpenAiOnly).Decide("gemini-9").Failure!;
        failure.Cause.ShouldBe(FailureCause.NotFound);
        failure.Status.ShouldBe(404);
        failure.Message.ShouldContain("gemini-9");
        failure.Message.ShouldContain("openai/<model>");
        failure.Message.ShouldContain("default_route");
    }

    [Fact]
    public void With_no_upstream_the_failure_says_what_to_set()
    {
        var failure = Load.FromEnvironment().Decide("claude-opus-5-5").Failure!;

        failure.Status.ShouldBe(404);
        failure.Message.ShouldContain("ANTHROPIC_API_KEY");
    }

    [Fact]
    public void Names_win_in_the_written_order()
    {
        var snapshot = Load.Snapshot("""
            upstreams:
              anthropic: {api_key: '${ANTHROPIC_PROD}', models: [claude-opus-4-8]}
              openai: {api_key: '${OPENAI_PROD}'}
            routes:
              - name: claude-sonnet-5
                upstream: openai/gpt-5
            aliases: {fast: openai/gpt-5-nano}
            tiers: {haiku: openai/gpt-5-mini}
            policies:
              - {name: p, rule: route openai/gpt-5.1}
            """);

        Model("claude-sonnet-5").ShouldBe("gpt-5", "a route's name wins over everything");
        Model("fast").ShouldBe("gpt-5-nano", "an alias");
        Model("claude-via/openai/gpt-4.1").ShouldBe("gpt-4.1", "a published name");
        Model("anthropic/claude-haiku-4-5").ShouldBe("claude-haiku-4-5", "upstream/model wins over a tier");
        Model("claude-haiku-4-5").ShouldBe("gpt-5-mini", "a configured tier wins over the rules");
        Model("claude-opus-4-8").ShouldBe("claude-opus-4-8", "a model listed at an upstream wins over the rules");
        Model("claude-opus-5-5").ShouldBe("gpt-5.1", "the rules win over a model that is merely known");
        Model("whatever").ShouldBe("gpt-5.1", "and decide for everything else");

        string Model(string id) => snapshot.Decide(id).Target!.Model;
    }

    [Fact]
    public void D01_the_seed_policy_that_names_claude_models_and_tiers_compiles_on_an_anthropic_upstream()
    {
        var snapshot = Load.Snapshot("""
            upstreams: {anthropic: {api_key: '${ANTHROPIC_PROD}'}}
            policies:
              - name: by_size
                rule: |
                  if input_tokens < 10k:
                    route claude-haiku-4-5
                  elif input_tokens < 60k:
                    route claude-sonnet-4-6
                  elif has_images:
                    route fable
                  else:
                    route claude-opus-9
            """);

        snapshot.Decide("claude-opus-5-5", 9_999).Target!.Model.ShouldBe("claude-haiku-4-5");
        snapshot.Decide("claude-opus-5-5", 59_999).Target!.Model.ShouldBe("claude-sonnet-4-6");
        snapshot.Decide("claude-opus-5-5", 60_000).Target!.Model.ShouldBe("claude-opus-9");
    }

    [Fact]
    public void A_targets_skipped_reason_is_told()
    {
        var snapshot = Load.Snapshot("""
            upstreams: {groq: {api_key: '${ACME_KEY}'}, openai: {api_key: '${OPENAI_PROD}'}}
            routes:
              - {name: r, targets: [groq/openai/gpt-oss-120b, openai/gpt-5]}
              - {name: strict, images: refuse, upstream: groq/openai/gpt-oss-120b}
              - {name: only, upstream: groq/openai/gpt-oss-120b}
            """);
        var images = new TurnFacts { RequestedModel = "r", HasImages = true };

        var decision = snapshot.RouteTable.Decide(in images);
        decision.Target!.Model.ShouldBe("gpt-5");
        decision.Reason.ShouldBe("route r; groq/openai/gpt-oss-120b skipped: takes no images");

        images.RequestedModel = "only";
        snapshot.RouteTable.Decide(in images).Target!.Model.ShouldBe("openai/gpt-oss-120b");

        images.RequestedModel = "strict";
        var refused = snapshot.RouteTable.Decide(in images).Failure!;
        refused.Status.ShouldBe(400);
        refused.Message.ShouldContain("takes no images");
    }

    [Fact]
    public void A_target_whose_window_is_too_small_is_skipped_while_another_is_larger()
    {
        var snapshot = Load.Snapshot("""
            upstreams: {groq: {api_key: '${ACME_KEY}'}, openai: {api_key: '${OPENAI_PROD}'}}
            routes:
              - {name: r, targets: [groq/openai/gpt-oss-120b, openai/gpt-5]}
            """);

        snapshot.Decide("r", 131_072).Target!.Model.ShouldBe("openai/gpt-oss-120b");
        snapshot.Decide("r", 131_073).Target!.Model.ShouldBe("gpt-5");
        snapshot.Decide("r", 9_000_000).Target!.Model.ShouldBe("openai/gpt-oss-120b", "none fits, so the upstream says it is too long");
    }

    [Fact]
    public void A19_a_model_flagged_no_parallel_is_told_so_or_refused_by_policy()
    {
        var snapshot = Load.Snapshot("""
            upstreams: {openai: {api_key: '${OPENAI_PROD}'}}
            models:
              openai/one-at-a-time: {parallel_tools: false}
              openai/no-tools: {tools: false}
            routes:
              - {name: accepts, upstream: openai/one-at-a-time}
              - {name: requires, parallel_tools: require, targets: [openai/one-at-a-time, openai/gpt-5]}
              - {name: nothing, upstream: openai/no-tools}
            """);

        snapshot.Decide("accepts").Target!.Traits.ParallelTools.ShouldBeFalse();
        Decide("requires").Target!.Model.ShouldBe("gpt-5");
        snapshot.Decide("requires").Target!.Model.ShouldBe("one-at-a-time", "a turn without tools needs no parallel calls");
        Decide("nothing").Failure!.Message.ShouldContain("takes no tools");

        RouteDecision Decide(string id)
        {
            var facts = new TurnFacts { RequestedModel = id, NeedsTools = true };
            return snapshot.RouteTable.Decide(in facts);
        }
    }

    [Fact]
    public void P11_a_decision_over_50_routes_and_30_rules_allocates_its_result_only()
    {
        var yaml = "upstreams: {openai: {api_key: '${OPENAI_PROD}'}}\nroutes:\n"
            + string.Concat(Enumerable.Range(0, 50).Select(i => $"  - {{name: r{i}, upstream: openai/gpt-5}}\n"))
            + "policies:\n  - name: p\n    rule: |\n      if input_tokens < 0:\n        route r0\n"
            + string.Concat(Enumerable.Range(1, 29).Select(i => $"      elif input_tokens < {i} and model contains \"x\":\n        route r{i}\n"))
            + "      else:\n        route r49\n";
        var table = Load.Snapshot(yaml).RouteTable;
        var facts = new TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = 50_000 };
        table.Decide(in facts).Route!.Name.ShouldBe("r49");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            table.Decide(in facts);
        }

        // One RouteDecision: header, four references, a flag.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1000).ShouldBeLessThanOrEqualTo(56);

        var (watch, count) = (System.Diagnostics.Stopwatch.StartNew(), 0);
        for (; watch.ElapsedMilliseconds < 300; count++)
        {
            table.Decide(in facts);
        }

        output.WriteLine($"a decision through 30 branches: {watch.Elapsed.TotalMicroseconds / count:F3} µs");
    }

    [Fact]
    public void Ids_made_up_by_a_client_do_not_fill_the_memory()
    {
        var table = Load.Snapshot(Both).RouteTable;
        for (var i = 0; i < 5000; i++)
        {
            var facts = new TurnFacts { RequestedModel = $"openai/made-up-{i}" };
            table.Decide(in facts).Target!.Model.ShouldBe($"made-up-{i}");
        }

        table.Remembered.ShouldBeLessThanOrEqualTo(1024);
        var huge = new TurnFacts { RequestedModel = "openai/" + new string('x', 100_000) };
        table.Decide(in huge).Failure!.Message.Length.ShouldBeLessThan(2000);
    }

    [Theory]
    [InlineData("https://api.openai.com", DialectNames.OpenAiChat, "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1/", DialectNames.OpenAiChat, "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://h/v1/chat/completions", DialectNames.OpenAiChat, "https://h/v1/chat/completions")]
    [InlineData("https://api.z.ai/api/coding/paas/v4", DialectNames.OpenAiChat, "https://api.z.ai/api/coding/paas/v4/chat/completions")]
    [InlineData("https://r.openai.azure.com", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21")]
    [InlineData("https://r.openai.azure.com/openai", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://r.openai.azure.com/openai/deployments/{model}/chat/completions?api-version=2024-10-21", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/deployments/m/chat/completions?api-version=2024-10-21")]
    [InlineData("https://api.openai.com/v1", DialectNames.OpenAiResponses, "https://api.openai.com/v1/responses")]
    [InlineData("https://api.openai.com/v1/responses", DialectNames.OpenAiResponses, "https://api.openai.com/v1/responses")]
    [InlineData("https://r.openai.azure.com", DialectNames.OpenAiResponses, "https://r.openai.azure.com/openai/v1/responses")]
    [InlineData("https://r.openai.azure.com/openai/deployments/d", DialectNames.OpenAiResponses, "https://r.openai.azure.com/openai/v1/responses")]
    [InlineData("https://r.openai.azure.com/openai/responses?api-version=preview", DialectNames.OpenAiResponses, "https://r.openai.azure.com/openai/responses?api-version=preview")]
    [InlineData("https://r.services.ai.azure.com/anthropic", DialectNames.AnthropicMessages, "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("http://127.0.0.1:8080", DialectNames.AnthropicMessages, "http://127.0.0.1:8080/v1/messages")]
    [InlineData("https://api.anthropic.com/v1", DialectNames.AnthropicMessages, "https://api.anthropic.com/v1/messages")]
    [InlineData("https://api.deepseek.com/anthropic", DialectNames.AnthropicMessages, "https://api.deepseek.com/anthropic/v1/messages")]
    public void A16_H_371_an_endpoint_may_be_a_base_url_or_the_full_one(string endpoint, string dialect, string full) =>
        DialectRegistry.Find(dialect)!.Address(new Uri(endpoint), "m", stream: true).AbsoluteUri.ShouldBe(full);

    [Theory]
    [InlineData("provider: deepseek, endpoint: 'https://api.deepseek.com/anthropic/v1/messages'", DialectNames.AnthropicMessages, AuthStyle.XApiKey)]
    [InlineData("provider: deepseek", DialectNames.OpenAiChat, AuthStyle.Bearer)]
    [InlineData("provider: anthropic, endpoint: 'https://llm.acme.test'", DialectNames.AnthropicMessages, AuthStyle.XApiKey)]
    [InlineData("provider: anthropic, endpoint: 'https://llm.acme.test', auth: bearer", DialectNames.AnthropicMessages, AuthStyle.Bearer)]
    [InlineData("provider: anthropic, endpoint: 'https://api.anthropic.com/v1/chat/completions'", DialectNames.OpenAiChat, AuthStyle.Bearer)]
    [InlineData("provider: azure, endpoint: 'https://r.openai.azure.com'", DialectNames.OpenAiChat, AuthStyle.AzureApiKey)]
    [InlineData("provider: acme, endpoint: '${BASE}'", DialectNames.OpenAiChat, AuthStyle.Bearer)]
    public void A16_provider_and_endpoint_decide_dialect_and_authentication(string upstream, string dialect, AuthStyle auth)
    {
        var snapshot = Load.Snapshot($"routes:\n  - {{name: r, upstream: {{{upstream}, model: m, api_key_ref: acme_key}}}}\n");

        snapshot.Upstreams.Single().Dialect.Name.ShouldBe(dialect);
        snapshot.Upstreams.Single().AuthStyle.ShouldBe(auth);
    }
}
