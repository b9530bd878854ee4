using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class SubagentTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task Two_subagents_work_side_by_side_and_report_to_the_main_agent(Provider provider)
    {
        // Neither child may finish before both have asked: the gateway really carries them at the same time.
        var both = new CountdownEvent(2);
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            Func<RecordedRequest, Answer> First(string child) => _ =>
            {
                if (both.Signal())
                {
                    met.TrySetResult();
                }

                return Answer.New().Wait(met.Task).Call("Write", Args.Write(workspace.PathOf($"{child}.txt"), $"by {child}\n"));
            };
            bool IsChild(RecordedRequest request, string child) => request.Conversation.Mentions($"You are {child}.");
            return new ScriptedAgent(
                    Answer.New().Say("Two helpers.").Call("Agent", Args.Agent("You are alpha.")).Call("Agent", Args.Agent("You are beta.")),
                    Answer.Text("Both reported."))
                .When(request => IsChild(request, "alpha"), First("alpha"), _ => Answer.Text("alpha is done"))
                .When(request => IsChild(request, "beta"), First("beta"), _ => Answer.Text("beta is done"));
        });
        var result = await rig.RunAsync("Use two helpers");

        rig.ShouldHaveSucceeded(result, "Both reported.");
        rig.Workspace.Read("alpha.txt").ShouldBe("by alpha\n");
        rig.Workspace.Read("beta.txt").ShouldBe("by beta\n");
        var reports = rig.AgentTurns[^1].Conversation.NewResults;
        reports.Count.ShouldBe(2);
        reports.ShouldContain(report => report.Text.Contains("alpha is done", StringComparison.Ordinal));
        reports.ShouldContain(report => report.Text.Contains("beta is done", StringComparison.Ordinal));
    }
}
