using Dragoman.Commands.Init;

namespace Dragoman.Tests.Commands;

public sealed class InitCommandTests
{
    public static TheoryData<string> Names => [.. Presets.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task D13_each_preset_writes_a_configuration_that_is_in_order(string name)
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root);
        foreach (var variable in Presets.Find(name)!.Variables)
        {
            cli.Environment[variable] = variable.EndsWith("ENDPOINT", StringComparison.Ordinal) ? "https://name.openai.azure.com/openai/v1" : "value";
        }

        var written = await cli.RunAsync("init", "--preset", name);
        written.Error.ShouldBeEmpty();
        written.ExitCode.ShouldBe(0);
        var check = await cli.RunAsync("check", "dragoman.yaml");
        check.Error.ShouldBeEmpty();
        check.Out.ShouldContain("in order, 0 warnings; 1 upstream");
    }

    [Fact]
    public async Task D13_a_file_that_is_there_is_overwritten_only_when_that_is_asked_for()
    {
        using var directory = new TestDirectory();
        directory.Write("own.yaml", "mine");
        var cli = new Cli(directory.Root);

        var refused = await cli.RunAsync("init", "--preset", "openai", "own.yaml");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("--force");
        File.ReadAllText(directory["own.yaml"]).ShouldBe("mine");

        (await cli.RunAsync("init", "--preset", "openai", "own.yaml", "--force")).ExitCode.ShouldBe(0);
        File.ReadAllText(directory["own.yaml"]).ShouldContain("OPENAI_API_KEY");
    }

    [Fact]
    public async Task D13_help_lists_the_presets_and_an_unknown_one_is_told_which_there_are()
    {
        var cli = new Cli();
        (await cli.RunAsync("init", "--help")).Out.ShouldContain("bedrock-claude");
        var unknown = await cli.RunAsync("init", "--preset", "bedrok");
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("vertex-claude");
    }
}
