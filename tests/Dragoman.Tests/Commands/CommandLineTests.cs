namespace Dragoman.Tests.Commands;

public sealed class CommandLineTests
{
    public static TheoryData<string> Verbs { get; } =
    [
        "serve", "init", "check", "models", "turns", "doctor", "verify", "conformance", "schema", "token",
        "admin", "customers", "teams", "users", "projects", "keys", "budgets", "limits", "audit",
    ];

    [Fact]
    public async Task Version_is_one_line()
    {
        var result = await new Cli().RunAsync("--version");
        result.ExitCode.ShouldBe(0);
        result.Out.ShouldMatch(@"^dragoman \d+\.\d+\.\d+\n$");
    }

    [Fact]
    public async Task Help_names_every_verb_and_has_examples()
    {
        var result = await new Cli().RunAsync("--help");
        result.ExitCode.ShouldBe(0);
        result.Out.ShouldContain("Examples:");
        foreach (var verb in Verbs.Select(row => row.Data).Append("claude"))
        {
            result.Out.ShouldContain($"\n  {verb} ");
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_of_a_verb_has_examples_and_exit_codes(string verb)
    {
        var result = await new Cli().RunAsync(verb, "--help");
        result.ExitCode.ShouldBe(0);
        result.Out.ShouldContain("Examples:");
        result.Out.ShouldContain($"  dragoman {verb}");
        result.Out.ShouldContain("Exit codes:\n  0  ");
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sevre")]
    [InlineData("serve", "--port", "1")]
    [InlineData("turns", "--limit", "0")]
    [InlineData("turns", "--limit", "many")]
    [InlineData("serve", "--listen", "nowhere")]
    [InlineData("serve", "--config", "does-not-exist.yaml")]
    [InlineData("check", "does-not-exist.yaml")]
    [InlineData("claude")]
    public async Task A_wrong_call_is_one_sentence_and_exit_code_1(params string[] arguments)
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root) { Environment = { ["HOME"] = directory.Root } };
        var result = await cli.RunAsync(arguments);
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldMatch(@"^dragoman: [^\n]+\.\n$");
        result.Error.ShouldNotContain("   at ");
    }
}
