using System.Text;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ToolSearchTests
{
    private const string Weather = "mcp__town__weather";
    private const string Picture = "mcp__town__picture";
    private const string Long = "mcp__town__a_tool_with_a_name_that_is_longer_than_most_providers_take_for_a_function";

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task Deferred_tools_are_hidden_until_a_search_finds_them_and_then_work(Provider provider)
    {
        string? shortened = null;
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .Then(Answer.Tool("ToolSearch", Args.Json(new { query = $"select:{Weather},{Picture},{Long}", max_results = 5 })))
            .Then(request =>
            {
                shortened = request.Conversation.Tools.FirstOrDefault(name => name.StartsWith("mcp__town__a_tool", StringComparison.Ordinal));
                return Answer.New().Call(Weather, Args.Json(new { town = "Riga" })).Call(Picture, "{}").Call(shortened ?? "missing", "{}");
            })
            .Then(request => Answer.Text(string.Join(' ', request.Conversation.NewResults.Select(result => result.Text.Trim().Split('\n')[0])))));
        var result = await rig.RunAsync("What is the weather in Riga?", options => WithServer(rig.Workspace, options));

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldContain("It snows in Riga.");
        result.Text.ShouldContain("The long name was understood.");
        result.ToolUses.Select(use => use.GetProperty("name").GetString()).ShouldBe(["ToolSearch", Weather, Picture, Long], ignoreOrder: true);
        var turns = rig.AgentTurns;
        if (provider != Provider.Anthropic)
        {
            turns[0].Conversation.Tools.ShouldNotContain(name => name.StartsWith("mcp__", StringComparison.Ordinal) || name == "DeferredToolPlaceholder");
            turns[1].Conversation.Tools.ShouldContain(Weather);
            turns[1].Conversation.Tools.ShouldNotContain("DeferredToolPlaceholder");
            shortened!.Length.ShouldBeLessThanOrEqualTo(provider is Provider.OpenAi or Provider.Converse ? 64 : 128);
            Encoding.UTF8.GetString(turns[2].Body).ShouldContain(
                provider switch
                {
                    Provider.Gemini => "\"data\":\"iVBORw0KGgo",
                    Provider.Converse => "\"bytes\":\"iVBORw0KGgo",
                    Provider.Ollama => "\"images\":[\"iVBORw0KGgo",
                    _ => "data:image/png;base64,iVBORw0KGgo",
                },
                customMessage: "the picture of a tool is seen as a picture");
            turns[1].Conversation.Tools.Take(turns[0].Conversation.Tools.Count).ShouldBe(turns[0].Conversation.Tools, "what was offered keeps its place");
        }
        else
        {
            shortened.ShouldBe(Long);
        }
    }

    internal static ClaudeOptions WithServer(ClaudeWorkspace workspace, ClaudeOptions options)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Mcp", "server.mjs");
        var file = Path.Combine(workspace.Home, "mcp.json");
        File.WriteAllText(file, Args.Json(new { mcpServers = new { town = new { command = "node", args = new[] { script } } } }));
        return options with { Arguments = [.. options.Arguments, "--mcp-config", file, "--strict-mcp-config"] };
    }
}
