using Dragoman.Core.Importing;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Tests.Importing;

public sealed class CodeRouterImportTests
{
    private const string Config = """
        {
          // what we use at work
          "APIKEY": "router-secret-0123456789",
          "HOST": "0.0.0.0",
          "PROXY_URL": "http://127.0.0.1:7890",
          "API_TIMEOUT_MS": 600000,
          "CUSTOM_ROUTER_PATH": "$HOME/.claude-code-router/custom-router.js",
          "Providers": [
            {
              "name": "openrouter",
              "api_base_url": "https://openrouter.ai/api/v1/chat/completions",
              "api_key": "$OPENROUTER_API_KEY",
              "models": ["google/gemini-3.1-pro-preview", "anthropic/claude-sonnet-5"],
              "transformer": { "use": ["openrouter"], "moonshotai/kimi-k2": { "use": [["openrouter", {"provider": {"only": ["moonshotai/fp8"]}}]] } }
            },
            {
              "name": "deepseek",
              "api_base_url": "https://api.deepseek.com/chat/completions",
              "api_key": "sk-deepseek-0123456789abc",
              "models": ["deepseek-v4-pro", "deepseek-v4-flash"],
              "transformer": { "use": ["deepseek", ["maxtoken", { "max_tokens": 16384 }], "home-made"] }
            },
            {
              "name": "ollama",
              "api_base_url": "http://localhost:11434/v1/chat/completions",
              "api_key": "ollama",
              "models": ["qwen2.5-coder:latest"]
            },
            {
              "name": "gemini",
              "api_base_url": "https://generativelanguage.googleapis.com/v1beta/models/",
              "api_key": "${GEMINI_API_KEY}",
              "models": ["gemini-3.5-flash"],
              "transformer": { "use": ["gemini"] }
            },
          ],
          "Router": {
            "default": "deepseek,deepseek-v4-pro",
            "background": "ollama,qwen2.5-coder:latest",
            "think": "deepseek,deepseek-v4-pro",
            "longContext": "openrouter,google/gemini-3.1-pro-preview",
            "longContextThreshold": 80000,
            "webSearch": "gemini,gemini-3.5-flash",
            "image": "nobody,knows"
          },
          "fallback": { "default": ["openrouter,anthropic/claude-sonnet-5"] }
        }
        """;

    [Theory]
    [InlineData("claude-opus-5-5", 90_000, false, "long-context")]
    [InlineData("claude-haiku-5-5", 1_000, false, "background")]
    [InlineData("claude-opus-5-5", 1_000, true, "think")]
    [InlineData("claude-opus-5-5", 1_000, false, "default")]
    [InlineData("claude-haiku-5-5", 80_001, true, "long-context")]
    public void A16_scenarios_choose_as_they_did(string model, long tokens, bool thinks, string route)
    {
        var imported = Imported.From(ImportFormat.ClaudeCodeRouter, Config);
        imported.Snapshot.RouteTable.Decide(new TurnFacts { RequestedModel = model, InputTokens = tokens, HasThinking = thinks }).Route!.Name.ShouldBe(route);
    }

    [Fact]
    public void A16_providers_become_upstreams_of_the_host_they_are()
    {
        var imported = Imported.From(ImportFormat.ClaudeCodeRouter, Config);
        imported.Targets("default").ShouldBe(["deepseek/deepseek-v4-pro", "openrouter/anthropic/claude-sonnet-5"]);
        imported.Targets("background").ShouldBe(["ollama/qwen2.5-coder:latest"]);
        var gemini = imported.Snapshot.Upstreams.First(upstream => upstream.Id == "gemini");
        gemini.Dialect.Name.ShouldBe("gemini");
        gemini.Timeouts.FirstByte.ShouldBe(TimeSpan.FromMinutes(10));
        imported.Snapshot.Upstreams.First(upstream => upstream.Id == "ollama").Dialect.Name.ShouldBe("openai-chat");
        imported.Snapshot.Decide("deepseek-v4-flash").Route!.Targets[0].Traits.MaxOutputTokens.ShouldBe(16384);
    }

    [Fact]
    public void A16_a_secret_of_the_router_is_written_nowhere()
    {
        var imported = Imported.From(ImportFormat.ClaudeCodeRouter, Config);
        (imported.Yaml + string.Join('\n', imported.Result.Notes)).ShouldNotContain("0123456789");
        imported.Variables.ShouldBe(["OPENROUTER_API_KEY", "DEEPSEEK_API_KEY", "GEMINI_API_KEY"]);
        imported.Result.Variables.ShouldContain(new ImportVariable("DEEPSEEK_API_KEY", 19, WasInTheClear: true));
    }

    [Fact]
    public void A16_what_the_router_did_with_code_is_named()
    {
        var imported = Imported.From(ImportFormat.ClaudeCodeRouter, Config);
        imported.Note("CUSTOM_ROUTER_PATH").ToString().ShouldBe("theirs:7 CUSTOM_ROUTER_PATH: no code runs in the gateway; write its conditions as rules under policies");
        imported.Note("APIKEY").Line.ShouldBe(3);
        imported.Note("Router.webSearch").Text.ShouldContain("search");
        imported.Note("Router.image").Text.ShouldContain("names no provider");
        imported.Result.Notes.ShouldContain(note => note.Text.Contains("home-made", StringComparison.Ordinal));
        imported.Result.Notes.ShouldContain(note => note.Text.Contains("preferences", StringComparison.Ordinal));
    }

    [Fact]
    public void A16_the_newer_spelling_is_read_too()
    {
        var imported = Imported.From(ImportFormat.ClaudeCodeRouter, """
            {"Providers": [{"name": "house", "baseUrl": "https://llm.acme.test/v1", "apiKey": "$HOUSE", "models": ["m-1", "m-2"], "transformer": {"use": ["Anthropic"]}}],
             "Router": {"default": "house,m-1", "routes": {"background": "house,m-2"}}}
            """);
        imported.Targets("background").ShouldBe(["house/m-2"]);
        imported.Snapshot.Upstreams[0].Dialect.Name.ShouldBe("anthropic-messages");
    }

    [Fact]
    public void A16_what_is_no_json_is_told_without_repeating_it()
    {
        var result = ConfigImport.Run(ImportFormat.ClaudeCodeRouter, "{\n\"APIKEY\": sk-secret-0123456789\n}", "theirs");
        result.Yaml.ShouldBeNull();
        result.Errors[0].ToString().ShouldStartWith("theirs:2:");
        result.Errors[0].ToString().ShouldNotContain("secret");
    }
}
