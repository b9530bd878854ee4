using Dragoman.Core.Importing;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Importing;

public sealed class PortkeyImportTests
{
    [Fact]
    public void A16_a_fallback_becomes_a_route_with_its_triggers()
    {
        var imported = Imported.From(ImportFormat.Portkey, """
            {
              "strategy": {"mode": "fallback", "on_status_codes": [429, 401, 503]},
              "retry": {"attempts": 3, "on_status_codes": [429]},
              "request_timeout": 20000,
              "cache": {"mode": "simple", "max_age": 60},
              "targets": [
                {"virtual_key": "openai-prod-1f", "override_params": {"model": "gpt-5", "temperature": 0.2}},
                {"provider": "anthropic", "api_key": "sk-ant-portkey-0123456789", "override_params": {"model": "claude-opus-5-5"}},
                {"virtual_key": "house-9", "override_params": {"model": "something"}}
              ]
            }
            """);
        imported.Targets("main").ShouldBe(["openai-prod-1f/gpt-5", "anthropic/claude-opus-5-5"]);
        imported.Behaviour("main").FallbackOn.ShouldBe([FailureCause.UpstreamCredential]);
        imported.Behaviour("main").Attempts.ShouldBe(4);
        imported.Route("main").Targets[0].Upstream.Timeouts.FirstByte.ShouldBe(TimeSpan.FromSeconds(20));
        imported.Variables.ShouldBe(["OPENAI_PROD_1F_API_KEY", "ANTHROPIC_API_KEY"]);
        imported.Yaml.ShouldNotContain("sk-ant");
        imported.Snapshot.Decide("whatever-it-is").Route!.Name.ShouldBe("main");
        imported.Note("targets[2]").Text.ShouldContain("vault");
        imported.Note("cache").Line.ShouldBe(5);
        imported.Note("targets[0].override_params.temperature").Text.ShouldContain("client");
    }

    [Fact]
    public void A16_weights_are_kept_and_a_target_without_weight_is_left_out()
    {
        var imported = Imported.From(ImportFormat.Portkey, """
            {"strategy": {"mode": "loadbalance"}, "targets": [
              {"provider": "openai", "api_key": "$OPENAI_API_KEY", "weight": 0.7, "override_params": {"model": "gpt-5"}},
              {"provider": "azure-openai", "azure_resource_name": "acme", "azure_deployment_id": "gpt-5-eu", "azure_api_version": "2025-01-01", "api_key": "$AZURE_KEY", "weight": 0.3},
              {"provider": "groq", "weight": 0}
            ]}
            """);
        imported.Behaviour("main").Strategy.ShouldBe(RouteStrategy.Weighted);
        imported.Targets("main").ShouldBe(["openai/gpt-5", "azure/gpt-5-eu"]);
        imported.Yaml.ShouldContain("weight: 0.7");
        imported.Yaml.ShouldContain("https://acme.openai.azure.com/openai/v1");
    }

    [Fact]
    public void A16_a_strategy_inside_a_strategy_keeps_its_order()
    {
        var imported = Imported.From(ImportFormat.Portkey, """
            {"strategy": {"mode": "fallback"}, "targets": [
              {"strategy": {"mode": "loadbalance"}, "targets": [
                {"provider": "openai", "api_key": "$A_KEY", "override_params": {"model": "gpt-5"}},
                {"provider": "openai", "api_key": "$B_KEY", "override_params": {"model": "gpt-5"}}]},
              {"provider": "bedrock", "aws_region": "us-west-2", "override_params": {"model": "us.anthropic.claude-sonnet-5-5"}}
            ]}
            """);
        imported.Behaviour("main").Strategy.ShouldBe(RouteStrategy.Weighted);
        imported.Behaviour("main").Degraded.ShouldBe("main-fallbacks");
        imported.Targets("main-fallbacks").ShouldBe(["bedrock-claude/us.anthropic.claude-sonnet-5-5"]);
        imported.Behaviour("main").FallbackOn.ShouldContain(FailureCause.NotFound);
    }

    [Fact]
    public void A16_conditions_on_the_model_become_names_and_others_are_noted()
    {
        var imported = Imported.From(ImportFormat.Portkey, """
            {"strategy": {"mode": "conditional", "conditions": [
                {"query": {"params.model": {"$in": ["fast", "cheap"]}}, "then": "small"},
                {"query": {"metadata.plan": {"$eq": "paid"}}, "then": "large"}], "default": "small"},
             "targets": [
                {"name": "small", "provider": "openai", "overrideParams": {"model": "gpt-5-mini"}},
                {"name": "large", "provider": "@openai-prod", "override_params": {"model": "gpt-5"}}]}
            """);
        imported.Snapshot.Decide("cheap").Route!.Name.ShouldBe("small");
        imported.Snapshot.Decide("claude-opus-5-5").Route!.Name.ShouldBe("small");
        imported.Snapshot.Decide("large").Route!.Targets[0].Model.ShouldBe("gpt-5");
        imported.Result.Notes.ShouldContain(note => note.Text.Contains("route large", StringComparison.Ordinal));
    }

    [Fact]
    public void A16_a_single_target_without_model_gets_one_and_says_so()
    {
        var imported = Imported.From(ImportFormat.Portkey, """{"data": {"config": {"provider": "mistral-ai", "api_key": "secret-mistral-0123"}}}""");
        imported.Targets("main").ShouldBe(["mistral/devstral-latest"]);
        imported.Result.Notes.ShouldContain(note => note.Text.Contains("devstral-latest", StringComparison.Ordinal));
        imported.Yaml.ShouldNotContain("secret-mistral");
    }
}
