using System.Globalization;
using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class SpendingCapTests
{
    [Fact]
    public async Task F16_the_client_warns_at_three_quarters_stops_with_our_sentence_at_the_cap_and_goes_on_after_an_increase()
    {
        if (Rig.IsDirect)
        {
            Assert.Skip("The gateway's budgets are what this is about.");
        }

        using var workspace = new ClaudeWorkspace();
        await using var rig = await Rig.StartAsync(Provider.Anthropic, workspace, _ => Answer.Text("Hello.").Using(1000, 100));
        await AdminAsync(rig, "users", "create", "ada");
        var made = (await AdminAsync(rig, "keys", "create", "--name", "laptop", "--user", "ada")).Output;
        var token = Line(made, "ANTHROPIC_AUTH_TOKEN=");
        var budget = (await JsonAsync(rig, "budgets", "create", "--user", "ada", "--usd", "1000", "--per", "month")).GetProperty("id").GetString()!;
        ClaudeOptions AsAda(ClaudeOptions options) => options with
        {
            ApiKey = null,
            Environment = new Dictionary<string, string> { ["ANTHROPIC_AUTH_TOKEN"] = token },
        };

        var free = await rig.RunAsync("Say hello", AsAda);
        rig.ShouldHaveSucceeded(free, "Hello.");
        free.Events.ShouldNotContain(one => one.Type == "rate_limit_event" && Status(one) != "allowed");

        var spent = await SpentAsync(rig);
        await AdminAsync(rig, "budgets", "change", budget, "--usd", Usd(spent / 0.8m));
        var warned = await rig.RunAsync("Say hello", AsAda);
        rig.ShouldHaveSucceeded(warned, "Hello.");
        var info = warned.Events.Last(one => one.Type == "rate_limit_event").Json.GetProperty("rate_limit_info");
        info.GetProperty("status").GetString().ShouldBe("allowed_warning", rig.Explain(warned));
        info.GetProperty("surpassedThreshold").GetDouble().ShouldBe(0.75);

        var turns = rig.Turns.Count;
        var stopped = await rig.RunAsync("Say hello", AsAda);
        stopped.IsError.ShouldBeTrue(rig.Explain(stopped));
        stopped.Text.ShouldContain("The monthly spending cap of the user ada is reached", Case.Sensitive, rig.Explain(stopped));
        stopped.Text.ShouldContain($"ask an administrator for an increase of {budget}");
        rig.Turns.Count.ShouldBe(turns);

        var wish = (await JsonAsync(rig, "budgets", "ask", budget, "--usd", "5", "--hours", "1", "--reason", "release")).GetProperty("id").GetString()!;
        await AdminAsync(rig, "budgets", "approve", wish);
        rig.ShouldHaveSucceeded(await rig.RunAsync("Say hello", AsAda), "Hello.");
    }

    private static string Status(ClaudeEvent one) => one.Json.GetProperty("rate_limit_info").GetProperty("status").GetString()!;

    private static string Line(string output, string name) =>
        output.Split('\n').Single(line => line.Contains(name, StringComparison.Ordinal)).Split(name)[1].Trim();

    private static string Usd(decimal usd) => usd.ToString("0.000000000", CultureInfo.InvariantCulture);

    // Records are written behind the turns.
    private static async Task<decimal> SpentAsync(Rig rig)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var (_, output, errors) = await GatewayProcess.RunAsync("turns", "--data", rig.Gateway.DataDirectory, "--json");
            using var turns = JsonDocument.Parse(output.Length > 0 ? output : throw new InvalidOperationException(errors));
            if (turns.RootElement.GetArrayLength() >= rig.Turns.Count)
            {
                return turns.RootElement.EnumerateArray().Sum(turn => turn.GetProperty("cost_nano_usd").GetInt64()) / 1_000_000_000m;
            }

            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<JsonElement> JsonAsync(Rig rig, params string[] arguments)
    {
        using var document = JsonDocument.Parse((await AdminAsync(rig, [.. arguments, "--json"])).Output);
        return document.RootElement.Clone();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> AdminAsync(Rig rig, params string[] arguments)
    {
        var run = await GatewayProcess.RunAsync(
            arguments,
            new Dictionary<string, string> { ["DRAGOMAN_ADMIN_TOKEN"] = Rig.AdminSecret, ["DRAGOMAN_URL"] = rig.Gateway.BaseUrl },
            null,
            TimeSpan.FromSeconds(30));
        run.ExitCode.ShouldBe(0, run.Errors);
        return run;
    }
}
