using Dragoman.Core.Importing;
using Dragoman.Core.Routing.Strategies;

namespace Dragoman.Core.Tests.Importing;

public sealed class LiteLlmImportTests
{
    private const string Config = """
        model_list:
          - model_name: team-gpt
            litellm_params:
              model: azure/gpt-5-eu
              api_base: https://acme-eu.openai.azure.com/
              api_key: os.environ/AZURE_EU_KEY
              api_version: "2025-01-01-preview"
              weight: 2
          - model_name: team-gpt
            litellm_params:
              model: openai/gpt-5
              api_key: os.environ/OPENAI_API_KEY
              rpm: 500
          - model_name: team-claude
            litellm_params:
              model: anthropic/claude-opus-5-5
              api_key: sk-ant-api03-not-a-real-secret-0123456789
              extra_headers: {x-team: platform, x-gateway-token: tok-0123456789abcdef}
            model_info:
              input_cost_per_token: 0.0000125
              output_cost_per_token: 5e-05
              supports_vision: true
          - model_name: bedrock-claude
            litellm_params:
              model: bedrock/us.anthropic.claude-sonnet-5-5
              aws_region_name: eu-west-1
              aws_access_key_id: os.environ/AWS_ACCESS_KEY_ID
          - model_name: gem
            litellm_params: {model: gemini/gemini-3.5-flash, api_key: os.environ/GEMINI_API_KEY}
          - model_name: local
            litellm_params: {model: openai/qwen3-coder, api_base: "http://10.0.0.7:8000/v1", api_key: none}
          - model_name: words
            litellm_params: {model: openai/text-embedding-3-large, api_key: os.environ/OPENAI_API_KEY}
            model_info: {mode: embedding}
          - model_name: "groq/*"
            litellm_params: {model: "groq/*", api_key: os.environ/GROQ_API_KEY}
          - model_name: "spaced name"
            litellm_params: {model: deepseek/deepseek-v4-pro, api_key: os.environ/DEEPSEEK_API_KEY}
        router_settings:
          routing_strategy: simple-shuffle
          num_retries: 2
          redis_host: os.environ/REDIS_HOST
          model_group_alias:
            gpt-4o: team-gpt
            hidden-claude: {model: team-claude, hidden: true}
          fallbacks:
            - team-gpt: [team-claude, bedrock-claude]
            - gem: [team-gpt]
        litellm_settings:
          drop_params: true
          callbacks: [langfuse]
          context_window_fallbacks: [{local: [team-claude]}]
          default_fallbacks: [gem]
        general_settings:
          master_key: sk-master-not-a-real-secret
        """;

    [Fact]
    public void A16_a_litellm_configuration_becomes_one_that_is_in_order()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, Config);

        imported.Targets("team-gpt").ShouldBe(["azure/gpt-5-eu", "openai/gpt-5"]);
        imported.Targets("team-gpt-fallbacks").ShouldBe(["anthropic/claude-opus-5-5", "bedrock-claude/us.anthropic.claude-sonnet-5-5"]);
        imported.Behaviour("team-gpt").Strategy.ShouldBe(RouteStrategy.Weighted);
        imported.Behaviour("team-gpt").Degraded.ShouldBe("team-gpt-fallbacks");
        imported.Behaviour("team-gpt").Attempts.ShouldBe(4);
        imported.Yaml.ShouldContain("{name: azure, model: gpt-5-eu, weight: 2}");
        imported.Yaml.ShouldContain("endpoint: \"https://acme-eu.openai.azure.com/openai/v1\"");
        imported.Yaml.ShouldContain("price: {input: 12.5, output: 50}");
        imported.Snapshot.Decide("gpt-4o").Route!.Name.ShouldBe("team-gpt");
        imported.Snapshot.Decide("hidden-claude").Route!.Name.ShouldBe("team-claude");
        imported.Snapshot.Decide("groq/llama-4").Route!.Targets[0].Upstream.Id.ShouldBe("groq");
        imported.Route("spaced-name").Targets[0].Model.ShouldBe("deepseek-v4-pro");
        imported.Route("bedrock-claude").Targets[0].Upstream.Dialect.Name.ShouldBe("bedrock-invoke");
    }

    [Fact]
    public void A16_a_fallback_for_long_prompts_is_taken_for_long_prompts()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, Config);
        imported.Behaviour("local").FallbackOn.ShouldContain(Dialects.Conversation.FailureCause.PromptTooLong);
        imported.Behaviour("local").Degraded.ShouldBe("team-claude");
        imported.Behaviour("team-claude").Degraded.ShouldBe("gem");
        imported.Behaviour("gem").Degraded.ShouldBe("team-gpt");
    }

    [Fact]
    public void A16_a_secret_in_the_clear_is_written_nowhere_and_its_variable_is_named()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, Config);
        var said = imported.Yaml + string.Join('\n', imported.Result.Notes) + string.Join('\n', imported.Result.Variables);
        said.ShouldNotContain("not-a-real-secret");
        said.ShouldNotContain("tok-0123456789abcdef");
        imported.Result.Variables.ShouldContain(new ImportVariable("ANTHROPIC_API_KEY", 17, WasInTheClear: true));
        imported.Variables.ShouldContain("ANTHROPIC_X_GATEWAY_TOKEN");
        imported.Variables.ShouldContain("AZURE_EU_KEY");
        imported.Variables.ShouldNotContain("AWS_ACCESS_KEY_ID");
        imported.Yaml.ShouldContain("x-team: platform");
    }

    [Fact]
    public void A16_what_is_not_carried_over_is_named_with_its_line_and_why()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, Config);
        imported.Note("model_list[6]").Text.ShouldContain("embedding");
        imported.Note("model_list[0].litellm_params.api_version").Line.ShouldBe(7);
        imported.Note("router_settings.redis_host").Text.ShouldContain("store");
        imported.Note("general_settings.master_key").Text.ShouldContain("dragoman keys");
        imported.Note("litellm_settings.callbacks").Text.ShouldContain("dragoman turns");
        imported.Result.Notes.Select(note => note.Line).ShouldBe(imported.Result.Notes.Select(note => note.Line).Order());
    }

    [Fact]
    public void A16_two_secrets_for_one_provider_get_two_variables_and_one_that_is_named_already_is_left_alone()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, """
            model_list:
              - {model_name: a, litellm_params: {model: openai/gpt-5, api_key: sk-first-0123456789}}
              - {model_name: b, litellm_params: {model: openai/gpt-5, api_key: sk-second-0123456789}}
              - {model_name: c, litellm_params: {model: openai/gpt-5, api_key: os.environ/OPENAI_API_KEY}}
              - {model_name: d, litellm_params: {model: openai/gpt-5, api_key: sk-first-0123456789}}
            """);
        imported.Variables.ShouldBe(["OPENAI_API_KEY_2", "OPENAI_API_KEY_3", "OPENAI_API_KEY"]);
        imported.Snapshot.Upstreams.Count.ShouldBe(3);
        imported.Route("d").Targets[0].Upstream.Id.ShouldBe(imported.Route("a").Targets[0].Upstream.Id);
    }

    [Fact]
    public void A16_a_shared_credential_is_followed_and_an_address_loses_its_key()
    {
        var imported = Imported.From(ImportFormat.LiteLlm, """
            credential_list:
              - credential_name: house
                credential_values: {api_key: os.environ/HOUSE_KEY, api_base: "https://llm.acme.test/v1?api_key=abcdef0123456789"}
            model_list:
              - {model_name: a, litellm_params: {model: openai/qwen, litellm_credential_name: house}}
              - {model_name: v, litellm_params: {model: vertex_ai/claude-sonnet-5-5, vertex_project: acme, vertex_location: us-east5}}
              - {model_name: r, litellm_params: {model: openai/responses/gpt-5, api_key: os.environ/OPENAI_API_KEY}}
            """);
        imported.Variables.ShouldContain("HOUSE_KEY");
        imported.Yaml.ShouldNotContain("abcdef0123456789");
        imported.Route("a").Targets[0].Upstream.Provider.ShouldBe("acme");
        imported.Route("v").Targets[0].Upstream.Dialect.Name.ShouldBe("vertex-anthropic");
        imported.Route("r").Targets[0].Upstream.Dialect.Name.ShouldBe("openai-responses");
    }

    [Theory]
    [InlineData("model_list: []", "nothing in it")]
    [InlineData("- a", "a list")]
    [InlineData("model_list: [", "not YAML")]
    [InlineData("model_list:\n- {model_name: x, litellm_params: {model: nobody/knows}}", "nothing in it")]
    public void A16_a_file_that_holds_nothing_says_so(string text, string why)
    {
        var result = ConfigImport.Run(ImportFormat.LiteLlm, text, "theirs");
        result.Yaml.ShouldBeNull();
        result.Errors[0].ToString().ShouldContain(why);
    }

    [Fact]
    public void A16_no_text_makes_an_importer_fail()
    {
        var random = new Random(7);
        foreach (var format in Enum.GetValues<ImportFormat>())
        {
            for (var round = 0; round < 300; round++)
            {
                var text = Config.ToCharArray();
                for (var i = 0; i < 12; i++)
                {
                    text[random.Next(text.Length)] = ":{}[]\"'-#\n *&$,x"[random.Next(16)];
                }

                Should.NotThrow(() => ConfigImport.Run(format, new string(text, 0, random.Next(text.Length)), "theirs"));
            }
        }
    }
}
