namespace Dragoman.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Version_is_one_line()
    {
        var result = await new Cli().RunAsync("--version");
        result.ExitCode.ShouldBe(0);
        result.Out.ShouldMatch(@"^dragoman \d+\.\d+\.\d+\n$");
    }

    [Fact]
    public async Task Help_has_examples()
    {
        var result = await new Cli().RunAsync("--help");
        result.ExitCode.ShouldBe(0);
        result.Out.ShouldContain("Examples:");
        result.Out.ShouldContain("dragoman serve --config dragoman.yaml");
    }

    [Fact]
    public async Task An_unknown_command_is_one_sentence_and_exit_code_1()
    {
        var result = await new Cli().RunAsync("sevre");
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldBe("dragoman: Unrecognized command or argument 'sevre'; `dragoman --help` shows what can be said.\n");
    }
}
