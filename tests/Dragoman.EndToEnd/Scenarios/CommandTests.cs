using System.Text.Json;
using System.Text.RegularExpressions;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>The verbs that run Claude Code themselves, with the real one and a provider that follows a script.</summary>
public sealed class CommandTests
{
    private static readonly string[] Files = ["users.js", "profile.js", "orders.js", "audit.js", "mail.js"];

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task L08_claude_runs_the_real_one_through_a_gateway_of_its_own(Provider provider)
    {
        using var workspace = new ClaudeWorkspace();
        await using var upstream = await StartAsync(provider, _ => Answer.Text("Hello from the other side."));
        // What would lead past the gateway, if it counted.
        workspace.Write("../home/.claude/settings.json", """{ "apiKeyHelper": "echo other", "env": { "ANTHROPIC_BASE_URL": "http://127.0.0.1:9" } }""");
        var (code, output, errors) = await RunAsync(workspace, upstream, "claude", "-p", "Say hello");

        upstream.Violations.ShouldBeEmpty();
        code.ShouldBe(0, errors);
        output.ShouldBe("Hello from the other side.\n");
        errors.ShouldContain("the gateway takes the place of apiKeyHelper");
    }

    [Fact]
    public async Task Claude_gives_the_exit_code_of_its_child()
    {
        using var workspace = new ClaudeWorkspace();
        await using var upstream = await StartAsync(Provider.Anthropic, _ => Answer.Text("never asked"));
        var (code, _, errors) = await RunAsync(workspace, upstream, "claude", "--no-such-option");
        code.ShouldBe(1);
        errors.ShouldContain("--no-such-option");
        upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task L05_verify_makes_its_six_checks_with_the_real_one(Provider provider)
    {
        using var workspace = new ClaudeWorkspace();
        await using var upstream = await StartAsync(provider, Model);
        var (code, output, errors) = await RunAsync(workspace, upstream, "verify", "--json");

        upstream.Violations.ShouldBeEmpty();
        code.ShouldBe(0, output + errors);
        var checks = Checks(output);
        checks["address"].ShouldBe("ok");
        checks["request log"].ShouldBe("ok", output);
        checks["alias via-gateway"].ShouldBe("ok", output);
        checks["alias haiku"].ShouldBe("ok", output);
        checks["alias opus"].ShouldBe("ok", output);
        checks["live stream"].ShouldBe("ok", output);
        checks["tool count"].ShouldBe("ok", output);
        checks["diff"].ShouldBe("ok", output);
    }

    [Fact]
    public async Task L05_verify_fails_when_an_edit_is_missing()
    {
        using var workspace = new ClaudeWorkspace();
        await using var upstream = await StartAsync(Provider.Anthropic, request => Model(request, editsLeftOut: 1));
        var (code, output, _) = await RunAsync(workspace, upstream, "verify", "--json");

        code.ShouldBe(1);
        Checks(output)["tool count"].ShouldBe("failed", output);
        Checks(output)["request log"].ShouldBe("ok", output);
    }

    private static Dictionary<string, string> Checks(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("state").GetString()!, StringComparer.Ordinal);
    }

    private static Answer Model(RecordedRequest request) => Model(request, editsLeftOut: 0);

    /// <summary>A model that does what verify asks for.</summary>
    private static Answer Model(RecordedRequest request, int editsLeftOut)
    {
        var asked = string.Join('\n', request.Conversation.UserTexts);
        if (asked.Contains("numbers from 1 to 60", StringComparison.Ordinal))
        {
            // The pace of a model: a piece every 40 ms.
            var numbers = Answer.New();
            for (var i = 1; i <= 10; i++)
            {
                numbers.Say($"number {i}\n").Wait(Task.Delay(40 * i));
            }

            return numbers;
        }

        if (!asked.Contains("Rename the function", StringComparison.Ordinal) || !request.Conversation.OffersTools)
        {
            return Answer.Text("ready");
        }

        var directory = WorkingDirectory(asked + request.Conversation.Instructions);
        var results = request.Conversation.NewResults.Count;
        if (results == 0)
        {
            return Calls("Read", Files.Select(file => Args.Read(Path.Combine(directory, file))));
        }

        return results == Files.Length && request.Conversation.NewResults[0].Text.Contains("getUserById", StringComparison.Ordinal)
            ? Calls("Edit", Files.Skip(editsLeftOut).Select(file => Args.Edit(Path.Combine(directory, file), "getUserById", "findUserById")))
            : Answer.Text("Renamed.");
    }

    private static Answer Calls(string name, IEnumerable<string> arguments)
    {
        var answer = Answer.New();
        foreach (var one in arguments)
        {
            answer.Call(name, one);
        }

        return answer;
    }

    // Claude Code tells its model where it works.
    private static string WorkingDirectory(string prompt)
    {
        var found = Regex.Match(prompt, @"/[^\s""'`]*/dragoman-verify-\w+", RegexOptions.None, TimeSpan.FromSeconds(5));
        found.Success.ShouldBeTrue();
        return found.Value;
    }

    private static async Task<FakeUpstream> StartAsync(Provider provider, Func<RecordedRequest, Answer> script) =>
        provider == Provider.OpenAi ? await StrictOpenAi.StartAsync(script) : await StrictAnthropic.StartAsync(script);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        ClaudeWorkspace workspace, FakeUpstream upstream, params string[] arguments)
    {
        var route = upstream is StrictOpenAi openAi
            ? new RouteLine("via-gateway", "openai", "gpt-5", openAi.Endpoint)
            : new RouteLine("via-gateway", "anthropic", "claude-opus-5-5", ((StrictAnthropic)upstream).Endpoint);
        var config = workspace.Write("../dragoman.yaml", RouteLine.Yaml([route]) + """
            default_route: via-gateway
            tiers:
              haiku: via-gateway
              sonnet: via-gateway
              opus: via-gateway

            """);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = workspace.Home,
            ["DRAGOMAN_CLAUDE"] = await ClaudeCli.BinaryAsync(),
            ["DRAGOMAN_DATA"] = workspace.PathOf("../data"),
            ["DRAGOMAN_CONFIG"] = config,
            [RouteLine.KeyVariable] = "sk-upstream",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["IS_SANDBOX"] = "1",
            ["CLAUDE_CODE_MAX_RETRIES"] = "1",
        };
        return await GatewayProcess.RunAsync(workspace.Project, environment, TimeSpan.FromMinutes(3), arguments);
    }
}
