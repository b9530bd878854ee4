using System.Text;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ThinkingTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    [InlineData(Provider.Converse)]
    public async Task Thinking_between_tool_calls_is_carried_where_it_belongs_and_nowhere_else(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Think("a first secret ", "thought").Say("I write.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "a")),
            Answer.New().Think("a second secret thought").Call("Read", Args.Read(workspace.PathOf("a.txt"))),
            Answer.New().Think("a third secret thought").Say("It says a.")));
        var result = await rig.RunAsync("Think, write, read");

        rig.ShouldHaveSucceeded(result, "It says a.");
        var started = result.Events.Where(one => one.Type == "stream_event").Select(one => one.Json.GetProperty("event"))
            .Where(one => one.GetProperty("type").ValueEquals("content_block_start"))
            .Select(one => one.GetProperty("content_block").GetProperty("type").GetString()).ToList();
        var body = Encoding.UTF8.GetString(rig.AgentTurns[2].Body);
        if (provider is Provider.OpenAi or Provider.Gemini)
        {
            body.ShouldNotContain("secret thought", customMessage: "foreign reasoning is never replayed as text");
            if (provider == Provider.Gemini)
            {
                // The strict provider has checked that each one is on the very call that it was minted for (H-114, H-380).
                body.Split("\"thoughtSignature\":\"dGhvdWdodC").Length.ShouldBe(3, "both signatures went back to the provider that minted them");
            }
        }
        else if (provider == Provider.Responses)
        {
            started.Count(type => type == "thinking").ShouldBe(3);
            rig.AgentTurns[2].Json.GetProperty("input").EnumerateArray().Where(item => item.GetProperty("type").GetString() != "reasoning")
                .ShouldAllBe(item => !item.GetRawText().Contains("secret thought", StringComparison.Ordinal), "it goes back in its own items only");
            var kinds = rig.AgentTurns[2].Json.GetProperty("input").EnumerateArray().Select(item => item.GetProperty("type").GetString()).ToList();
            kinds.Count(kind => kind == "reasoning").ShouldBe(2, "H-100: both thoughts go back, each in front of what it led to");
            kinds.Last(kind => kind is "function_call" or "reasoning").ShouldBe("function_call");
        }
        else
        {
            started.Count(type => type == "thinking").ShouldBe(3);
            body.ShouldContain(provider == Provider.Converse ? "\"signature\":\"Eo" : "\"signature\":\"EqQB", customMessage: "the provider's own thinking goes back to it");
        }
    }
}
