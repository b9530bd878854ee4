using System.Text.Json;

namespace Dragoman.Tests.Commands;

public sealed class CheckCommandTests
{
    private const string Good = """
        routes:
          - name: fast
            upstream:
              provider: openai
              model: gpt-5-mini
              api_key_ref: openai_prod
        """;

    [Fact]
    public async Task A_configuration_in_order_says_what_it_holds()
    {
        using var directory = new TestDirectory();
        directory.Write("dragoman.yaml", Good);
        var cli = new Cli(directory.Root) { Environment = { ["OPENAI_PROD"] = "k" } };
        var result = await cli.RunAsync("check");
        result.ShouldBe(new CliResult(0, result.Out, ""));
        result.Out.ShouldContain("in order, 0 warnings; 1 upstream, 1 route, policy version ");
    }

    [Fact]
    public async Task Every_error_has_its_place_its_path_and_the_fix()
    {
        using var directory = new TestDirectory();
        directory.Write("gateway.yaml", Good.Replace("model: gpt", "modle: gpt", StringComparison.Ordinal) + "\nserver:\n  listen: nowhere\n");
        var result = await new Cli(directory.Root).RunAsync("check", "gateway.yaml");
        result.ExitCode.ShouldBe(1);
        result.Error.Split('\n').ShouldContain(line => line.Contains("gateway.yaml:5:7 routes[0].upstream.modle", StringComparison.Ordinal) && line.Contains("model", StringComparison.Ordinal));
        result.Error.ShouldContain("server.listen");
        result.Error.ShouldContain("127.0.0.1:4141");
    }

    [Fact]
    public async Task Json_gives_each_error_in_parts()
    {
        using var directory = new TestDirectory();
        directory.Write("gateway.yaml", "routse: []\n");
        var result = await new Cli(directory.Root).RunAsync("check", "gateway.yaml", "--json");
        result.ExitCode.ShouldBe(1);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var error = json.RootElement.GetProperty("errors")[0];
        error.GetProperty("line").GetInt32().ShouldBe(1);
        error.GetProperty("column").GetInt32().ShouldBe(1);
        error.GetProperty("path").GetString().ShouldBe("routse");
        error.GetProperty("fix").GetString()!.ShouldContain("routes");
    }

    [Fact]
    public async Task Serve_with_a_wrong_configuration_says_every_error_and_does_not_start()
    {
        using var directory = new TestDirectory();
        directory.Write("gateway.yaml", "routse: []\nserver:\n  listen: nowhere\n");
        var result = await new Cli(directory.Root).RunAsync("serve", "--config", "gateway.yaml", "--listen", "127.0.0.1:0", "--data", directory["data"]);
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldBeEmpty();
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        result.Error.ShouldAllBe(c => c != '\t');
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_schema_is_one_JSON_document()
    {
        var result = await new Cli().RunAsync("schema");
        using var schema = JsonDocument.Parse(result.Out);
        schema.RootElement.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
    }
}
