using System.Net;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ReloadTests
{
    [Fact]
    public async Task E03_a_provider_added_to_the_file_serves_the_next_turn_and_a_bad_file_changes_nothing()
    {
        if (Rig.IsDirect)
        {
            Assert.Skip("The gateway's configuration is what this is about.");
        }

        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("old"), Answer.Text("still old")));
        await using var added = await StrictOpenAi.StartAsync(new ScriptedAgent(Answer.Text("new")));
        rig.ShouldHaveSucceeded(await rig.RunAsync("Which one?"), "old");

        var old = await File.ReadAllTextAsync(rig.Gateway.ConfigFile);
        await File.WriteAllTextAsync(rig.Gateway.ConfigFile, old + RouteLine.Yaml([new RouteLine("claude-new", "openai", "gpt-4.1", added.Endpoint)]).Replace("routes:\n", string.Empty, StringComparison.Ordinal));
        await ListedAsync(rig, "claude-new");
        var result = await rig.RunAsync("Which one?", options => options with { Model = "claude-new" });
        result.Text.ShouldBe("new", rig.Explain(result));
        added.Violations.ShouldBeEmpty();

        await File.WriteAllTextAsync(rig.Gateway.ConfigFile, "routes:\n  - nonsense: [");
        rig.ShouldHaveSucceeded(await rig.RunAsync("Which one?"), "still old");
    }

    // The gateway watches its file; the list of models says when it has read it.
    private static async Task ListedAsync(Rig rig, string model)
    {
        using var client = new HttpClient();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        client.DefaultRequestHeaders.Add("x-api-key", rig.Gateway.Key);
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        while (true)
        {
            using var response = await client.GetAsync($"{rig.Gateway.BaseUrl}/v1/models?limit=1000", deadline.Token);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            if ((await response.Content.ReadAsStringAsync(deadline.Token)).Contains($"\"{model}\"", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50, deadline.Token);
        }
    }
}
