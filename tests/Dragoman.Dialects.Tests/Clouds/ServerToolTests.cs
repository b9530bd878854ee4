using Dragoman.Dialects.AnthropicMessages.Hosts;

namespace Dragoman.Dialects.Tests.Clouds;

public sealed class ServerToolTests
{
    [Theory]
    [InlineData("anthropic-messages", true, true)]
    [InlineData("vertex-anthropic", true, false)]
    [InlineData("bedrock-invoke", false, false)]
    [InlineData("bedrock-converse", false, false)]
    [InlineData("gemini", true, false)]
    [InlineData("ollama-chat", false, false)]
    public void H_179_H_397_A21_each_protocol_says_which_web_tools_its_usual_host_runs(string dialect, bool searches, bool fetches)
    {
        var found = DialectRegistry.Find(dialect)!;
        found.RunsServerTool("web_search_20250305", found.DefaultProfile).ShouldBe(searches);
        found.RunsServerTool("web_search_20990101", null).ShouldBe(searches);
        found.RunsServerTool("web_fetch_20250910", found.DefaultProfile).ShouldBe(fetches);
    }

    [Fact]
    public void H_179_a_host_of_the_messages_api_that_names_its_betas_runs_only_what_it_names()
    {
        var dialect = DialectRegistry.Find("anthropic-messages")!;
        var mantle = new MessagesHost { Betas = HostBetas.Create(["claude-code", "interleaved-thinking"], []) };
        dialect.RunsServerTool("web_search_20250305", mantle).ShouldBeFalse();
        dialect.RunsServerTool("web_fetch_20250910", mantle).ShouldBeFalse();
        dialect.RunsServerTool("code_execution_20250825", mantle).ShouldBeTrue("the gateway runs no such tool in its place");
        var searching = new MessagesHost { Betas = HostBetas.Create(["web-search"], []) };
        dialect.RunsServerTool("web_search_20250305", searching).ShouldBeTrue();
    }
}
