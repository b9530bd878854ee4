using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>What the CLI asks for fits every family of models, whose parameters differ: the strict provider would refuse it.</summary>
public sealed class ModelFamilyTests
{
    [Theory]
    [InlineData("gpt-4.1", "max")]
    [InlineData("gpt-4o", "high")]
    [InlineData("o3", "max")]
    [InlineData("o4-mini", "xhigh")]
    [InlineData("gpt-5", "max")]
    [InlineData("gpt-5.1", "low")]
    [InlineData("gpt-5.2", "max")]
    [InlineData("gpt-5.3-chat-latest", "medium")]
    [InlineData("gpt-5.4", "high")]
    [InlineData("gpt-5.6-sol", "max")]
    [InlineData("gpt-6-astra", "xhigh")]
    public async Task H_096_H_149_H_346_H_347_each_family_gets_only_what_it_takes(string model, string effort)
    {
        await using var rig = await Rig.StartAsync(
            Provider.OpenAi,
            workspace => new ScriptedAgent(Answer.Tool("Write", Args.Write(workspace.PathOf("a.txt"), "a")), Answer.Text("Written.")),
            endpoint => [new RouteLine(Rig.AskedModel, "openai", model, endpoint)]);
        var result = await rig.RunAsync("Write", options => options with { Arguments = ["--effort", effort] });

        rig.ShouldHaveSucceeded(result, "Written.");
        rig.AgentTurns.Count.ShouldBe(2);
        rig.Workspace.Read("a.txt").ShouldBe("a");
    }
}
