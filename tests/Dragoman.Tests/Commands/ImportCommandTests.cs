namespace Dragoman.Tests.Commands;

public sealed class ImportCommandTests
{
    private const string Config = """
        model_list:
          - model_name: team
            litellm_params: {model: openai/gpt-5, api_key: sk-in-the-clear-0123456789}
        general_settings: {database_url: "postgres://u:p@db/litellm"}
        """;

    [Fact]
    public async Task A16_an_imported_configuration_passes_the_check_once_its_variables_are_set()
    {
        using var directory = new TestDirectory();
        directory.Write("config.yaml", Config);
        var cli = new Cli(directory.Root);

        var imported = await cli.RunAsync("import", "litellm", "config.yaml");
        imported.ExitCode.ShouldBe(0);
        imported.Out.ShouldContain("Set OPENAI_API_KEY to the secret of line 3.");
        imported.Out.ShouldContain("config.yaml:4 general_settings.database_url:");
        (imported.Out + File.ReadAllText(directory["dragoman.yaml"])).ShouldNotContain("in-the-clear-");

        cli.Environment["OPENAI_API_KEY"] = "value";
        var check = await cli.RunAsync("check", "dragoman.yaml");
        check.Error.ShouldBeEmpty();
        check.Out.ShouldContain("in order, 0 warnings; 1 upstream, 1 route");
    }

    [Fact]
    public async Task A16_a_file_that_is_there_is_not_overwritten_by_an_import()
    {
        using var directory = new TestDirectory();
        directory.Write("config.yaml", Config);
        directory.Write("dragoman.yaml", "mine");
        var cli = new Cli(directory.Root);

        var refused = await cli.RunAsync("import", "litellm", "config.yaml");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("--force");
        File.ReadAllText(directory["dragoman.yaml"]).ShouldBe("mine");

        var shown = await cli.RunAsync("import", "litellm", "config.yaml", "--out", "-");
        shown.Out.ShouldContain("upstreams:\n  openai:\n    api_key: \"${OPENAI_API_KEY}\"");
        shown.Error.ShouldContain("Set OPENAI_API_KEY");
    }

    [Fact]
    public async Task A16_an_unknown_format_and_a_missing_file_are_told()
    {
        var cli = new Cli();
        (await cli.RunAsync("import", "helicone", "x.json")).Error.ShouldContain("litellm, claude-code-router, portkey");
        (await cli.RunAsync("import", "portkey", "no-such-file.json")).Error.ShouldContain("cannot be read");
    }
}
