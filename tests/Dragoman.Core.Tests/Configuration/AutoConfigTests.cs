using Dragoman.Core.Configuration;

namespace Dragoman.Core.Tests.Configuration;

public sealed class AutoConfigTests
{
    [Fact]
    public void D12_with_an_anthropic_key_the_default_is_claude_only()
    {
        var snapshot = Load.FromEnvironment(("OPENAI_API_KEY", "sk-o"), ("ANTHROPIC_API_KEY", "sk-a"));

        foreach (var asked in new[] { "claude-haiku-4-5", "claude-sonnet-5", "claude-opus-5-5[1m]", "claude-fable-5-2", "haiku", "sonnet", "opus", "fable" })
        {
            var decision = snapshot.Decide(asked);
            decision.Target!.Upstream.Provider.ShouldBe("anthropic", asked);
        }

        snapshot.Decide("opus").Route!.Targets.Select(target => target.Upstream.Id).ShouldBe(["anthropic", "openai"], "another provider only as a fallback");
        snapshot.Decide("gpt-5").Target!.Upstream.Id.ShouldBe("openai", "who asks for it gets it");
    }

    [Fact]
    public void Nothing_found_is_a_configuration_without_upstreams()
    {
        var result = AutoConfig.FromEnvironment(new Dictionary<string, string>(), null);

        result.Config.Upstreams.ShouldBeEmpty();
        PolicyCompiler.Compile(result.Config).Decide("claude-opus-5-5").Failure!.Message.ShouldContain("OPENAI_API_KEY");
    }

    [Theory]
    [InlineData("http://127.0.0.1:4141", false)]
    [InlineData("http://localhost:4141/anthropic", false)]
    [InlineData("http://127.0.0.1:9999", false)]
    [InlineData("not a url", false)]
    [InlineData("https://llm.acme.test/anthropic", true)]
    public void A_base_url_that_points_at_the_gateway_itself_is_not_its_upstream(string url, bool isUsed)
    {
        var env = new Dictionary<string, string> { ["ANTHROPIC_API_KEY"] = "sk-a", ["ANTHROPIC_BASE_URL"] = url };
        var result = AutoConfig.FromEnvironment(env, null, address => address.Port == 9999);

        var host = PolicyCompiler.Compile(result.Config).Upstreams.Single().Endpoint.Host;
        host.ShouldBe(isUsed ? "llm.acme.test" : "api.anthropic.com");
        result.Notes.ShouldAllBe(note => !note.Contains("sk-a"));
    }

    [Fact]
    public void The_gateways_own_key_is_no_providers_key()
    {
        var env = new Dictionary<string, string> { ["ANTHROPIC_API_KEY"] = "dgm-own", ["OPENAI_API_KEY"] = "sk-o" };

        AutoConfig.FromEnvironment(env, null, ownKey: "dgm-own").Config.Upstreams.Select(upstream => upstream.Id).ShouldBe(["openai"]);
    }

    [Fact]
    public void Azure_needs_its_endpoint()
    {
        var env = new Dictionary<string, string> { ["AZURE_OPENAI_API_KEY"] = "k" };
        var without = AutoConfig.FromEnvironment(env, null);
        without.Config.Upstreams.ShouldBeEmpty();
        without.Notes.ShouldContain(note => note.Contains("AZURE_OPENAI_ENDPOINT"));

        env["AZURE_OPENAI_ENDPOINT"] = "https://acme.openai.azure.com/";
        var upstream = PolicyCompiler.Compile(AutoConfig.FromEnvironment(env, null).Config).Upstreams.Single();
        upstream.Address("m", stream: true).AbsoluteUri.ShouldBe("https://acme.openai.azure.com/openai/v1/chat/completions");
        upstream.AuthStyle.ShouldBe(AuthStyle.AzureApiKey);
    }

    [Fact]
    public void A_reachable_ollama_serves_every_tier()
    {
        var ollama = new OllamaModels(new Uri("http://127.0.0.1:11434"), ["qwen3-coder:30b", "llama3.2"]);
        var snapshot = PolicyCompiler.Compile(AutoConfig.FromEnvironment(new Dictionary<string, string>(), ollama).Config);

        snapshot.Decide("claude-opus-5-5").Target!.Model.ShouldBe("qwen3-coder:30b");
        snapshot.Decide("llama3.2").Target!.Model.ShouldBe("llama3.2");
        snapshot.Decide("claude-via/ollama/llama3.2").Target!.StreamEndpoint.AbsoluteUri.ShouldBe("http://127.0.0.1:11434/api/chat");
        snapshot.Upstreams.Single().AuthStyle.ShouldBe(AuthStyle.None);
        AutoConfig.FromEnvironment(new Dictionary<string, string>(), ollama with { Models = [] }).Notes[0].ShouldContain("ollama pull");
    }

    [Theory]
    [InlineData(null, 262_144, 65_536)]
    [InlineData(null, 8_192, 8_192)]
    [InlineData("131072", 262_144, 131_072)]
    [InlineData("nonsense", 262_144, 65_536)]
    public void H_466_an_ollama_is_asked_for_the_context_that_its_model_and_its_machine_have(string? variable, long model, long expected)
    {
        var ollama = new OllamaModels(new Uri("http://127.0.0.1:11434"), ["qwen3"])
        {
            Known = [new ModelConfig { Id = "qwen3", ContextWindow = model, Reasoning = true, Vision = true }],
        };
        var env = new Dictionary<string, string>();
        if (variable is not null)
        {
            env["OLLAMA_CONTEXT_LENGTH"] = variable;
        }

        var traits = PolicyCompiler.Compile(AutoConfig.FromEnvironment(env, ollama).Config).Decide("ollama/qwen3").Target!.Traits;
        traits.ContextWindow.ShouldBe(expected);
        traits.Reasoning.ShouldBeTrue();
        traits.Vision.ShouldBeTrue();
    }

    [Fact]
    public void The_compatible_endpoint_of_an_ollama_can_be_chosen_by_its_address()
    {
        var snapshot = Load.Snapshot("upstreams: {ollama: {endpoint: \"http://127.0.0.1:11434/v1/chat/completions\"}}\n");
        snapshot.Upstreams.Single().Dialect.Name.ShouldBe("openai-chat");
        Load.Snapshot("upstreams: {ollama: {}}\n").Upstreams.Single().Dialect.Name.ShouldBe("ollama-chat");
    }

    [Fact]
    public void A_bearer_token_of_bedrock_and_a_region_make_an_upstream()
    {
        var env = new Dictionary<string, string> { ["AWS_BEARER_TOKEN_BEDROCK"] = "bedrock-key" };
        AutoConfig.FromEnvironment(env, null).Notes.ShouldContain(note => note.Contains("AWS_REGION", StringComparison.Ordinal));
        env["AWS_REGION"] = "eu-west-1";
        var snapshot = PolicyCompiler.Compile(AutoConfig.FromEnvironment(env, null).Config);
        var upstream = snapshot.Upstreams.Single();
        upstream.Address("eu.anthropic.claude-opus-5", stream: true).AbsoluteUri
            .ShouldBe("https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.anthropic.claude-opus-5/converse-stream");
        upstream.Cloud.ShouldNotBeNull().Credential.ShouldNotBeNull();
        snapshot.Decide("claude-opus-5-5").Target!.Model.ShouldBe("global.anthropic.claude-opus-5");
    }
}
