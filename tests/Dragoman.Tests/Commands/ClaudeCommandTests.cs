using System.Text.Json;
using Dragoman.Commands;
using Dragoman.Commands.Claude;

namespace Dragoman.Tests.Commands;

public sealed class ClaudeCommandTests
{
    /// <summary>Stands for Claude Code: writes down its arguments and variables, and ends with a code of its own.</summary>
    private const string Recorder = """
        #!/bin/sh
        for argument in "$@"; do printf '%s\n' "$argument"; done > arguments
        env > environment
        while [ $# -gt 0 ]; do if [ "$1" = --settings ]; then cp "$2" settings; fi; shift; done
        exit 7
        """;

    [Theory]
    [InlineData(new[] { "claude" }, new string[0])]
    [InlineData(new[] { "claude", "--help", "-p", "x", "--config", "theirs" }, new[] { "--help", "-p", "x", "--config", "theirs" })]
    [InlineData(new[] { "--data", "d", "--config=c", "claude", "claude" }, new[] { "claude" })]
    public void Everything_behind_the_word_belongs_to_Claude_Code(string[] arguments, string[] theirs)
    {
        ClaudeCommand.Matches(arguments, out _, out var found).ShouldBeTrue();
        found.ShouldBe(theirs);
    }

    [Theory]
    [InlineData("serve", "claude")]
    [InlineData("--json", "claude")]
    [InlineData("--config")]
    [InlineData("--config", "claude")]
    public void Other_calls_are_not_taken_for_it(params string[] arguments) =>
        ClaudeCommand.Matches(arguments, out _, out _).ShouldBeFalse();

    [Fact]
    public async Task The_child_gets_the_gateway_the_arguments_and_no_other_credential_and_gives_its_exit_code()
    {
        using var directory = new TestDirectory();
        var cli = Prepare(directory);
        cli.Environment["ANTHROPIC_API_KEY"] = "sk-ant-theirs";
        cli.Environment["CLAUDE_CODE_USE_BEDROCK"] = "1";
        cli.Environment["DRAGOMAN_KEY"] = "the-gateway-key";

        var result = await cli.RunAsync("--data", directory["data"], "claude", "-p", "two words", "--help", "");

        result.Error.ShouldBeEmpty();
        result.ExitCode.ShouldBe(7);
        File.ReadAllText(directory["arguments"]).ShouldBe("-p\ntwo words\n--help\n\n");
        var environment = Variables(directory);
        environment["ANTHROPIC_BASE_URL"].ShouldMatch(@"^http://127\.0\.0\.1:\d+$");
        environment["ANTHROPIC_AUTH_TOKEN"].ShouldStartWith("dgm-");
        environment["NO_PROXY"].ShouldBe("127.0.0.1");
        environment.Keys.ShouldNotContain("ANTHROPIC_API_KEY");
        environment.Keys.ShouldNotContain("CLAUDE_CODE_USE_BEDROCK");
        environment.Keys.ShouldNotContain("DRAGOMAN_KEY");
    }

    [Fact]
    public async Task Settings_that_would_lead_past_the_gateway_are_overruled_and_said()
    {
        using var directory = new TestDirectory();
        var cli = Prepare(directory);
        directory.Write("home/.claude/settings.json", """{ "apiKeyHelper": "echo x", "env": { "ANTHROPIC_BASE_URL": "https://elsewhere.example" } }""");

        var result = await cli.RunAsync("--data", directory["data"], "claude", "-p", "hi");

        result.ExitCode.ShouldBe(7);
        result.Error.ShouldContain("apiKeyHelper");
        result.Error.ShouldContain("env.ANTHROPIC_BASE_URL");
        using var settings = JsonDocument.Parse(File.ReadAllText(directory["settings"]));
        settings.RootElement.GetProperty("apiKeyHelper").GetString().ShouldBe("");
        settings.RootElement.GetProperty("env").GetProperty("ANTHROPIC_BASE_URL").GetString().ShouldBe(Variables(directory)["ANTHROPIC_BASE_URL"]);
        Directory.GetFiles(directory["data"], "claude-settings*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_Claude_Code_it_says_what_to_install()
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root) { Environment = { ["HOME"] = directory.Root, ["PATH"] = directory.Root, ["OPENAI_API_KEY"] = "k" } };
        var result = await cli.RunAsync("claude");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("npm install -g @anthropic-ai/claude-code");
    }

    [Fact]
    public async Task Without_any_upstream_it_says_what_to_set_and_starts_nothing()
    {
        using var directory = new TestDirectory();
        var cli = Prepare(directory);
        cli.Environment.Remove("OPENAI_API_KEY");
        var result = await cli.RunAsync("--data", directory["data"], "claude");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("OPENAI_API_KEY");
        File.Exists(directory["arguments"]).ShouldBeFalse();
    }

    [Fact]
    public void The_executable_is_found_on_the_path_and_by_its_variable()
    {
        using var directory = new TestDirectory();
        var named = directory.WriteProgram("named", Recorder);
        directory.Write("first/claude", "no program");
        var found = directory.WriteProgram("second/claude", Recorder);
        var cli = new Cli { Environment = { ["PATH"] = $"{directory["none"]}:{directory["first"]}:{directory["second"]}" } };
        ClaudeExecutable.Find(cli.Host()).ShouldBe(found);
        cli.Environment["DRAGOMAN_CLAUDE"] = named;
        ClaudeExecutable.Find(cli.Host()).ShouldBe(named);
        cli.Environment["DRAGOMAN_CLAUDE"] = directory["gone"];
        Should.Throw<CommandFailure>(() => ClaudeExecutable.Find(cli.Host())).Message.ShouldContain("DRAGOMAN_CLAUDE");
    }

    private static Cli Prepare(TestDirectory directory) => new(directory.Root)
    {
        Environment =
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = directory["home"],
            ["DRAGOMAN_CLAUDE"] = directory.WriteProgram("claude", Recorder),
            ["OPENAI_API_KEY"] = "sk-test",
        },
    };

    private static Dictionary<string, string> Variables(TestDirectory directory) =>
        File.ReadLines(directory["environment"]).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
