using System.Text.RegularExpressions;
using Dragoman.Commands;
using Dragoman.Hosting;

namespace Dragoman.Tests.Commands;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task A_start_without_any_upstream_runs_and_says_exactly_what_to_set()
    {
        using var directory = new TestDirectory();
        await using var serve = await Running.StartAsync(new Cli(directory.Root), directory["data"]);
        serve.Output.ShouldContain("set ANTHROPIC_API_KEY, OPENAI_API_KEY");
        (await serve.StatusAsync("healthz")).ShouldBe(200);
        (await serve.StatusAsync("readyz")).ShouldBe(503);
        (await serve.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task It_says_what_it_found_and_from_which_variable_and_what_to_paste()
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root) { Environment = { ["OPENAI_API_KEY"] = "sk-secret-value", ["ANTHROPIC_API_KEY"] = "sk-ant-secret" } };
        await using var serve = await Running.StartAsync(cli, directory["data"]);
        serve.Output.ShouldContain("upstream openai: https://api.openai.com, key from OPENAI_API_KEY");
        serve.Output.ShouldContain("upstream anthropic: https://api.anthropic.com, key from ANTHROPIC_API_KEY");
        serve.Output.ShouldContain("tiers: haiku → ");
        var address = serve.Address.ToString().TrimEnd('/');
        serve.Output.ShouldContain($"  export ANTHROPIC_BASE_URL={address}\n");
        serve.Output.ShouldContain($"  set -gx ANTHROPIC_BASE_URL {address}\n");
        serve.Output.ShouldContain($"  $env:ANTHROPIC_BASE_URL = '{address}'\n");
        serve.Output.ShouldContain("  unset ANTHROPIC_API_KEY\n");
        serve.Output.ShouldMatch(@"data: \S+ \(SQLite 3\.\d+");
        serve.Output.ShouldContain("./dragoman claude");
        serve.Output.ShouldNotContain("sk-secret");
        serve.Output.ShouldNotContain("sk-ant-secret");
        serve.Output.Split('\n').ShouldContain($"listening on {address}");
        (await serve.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_key_is_shown_once_and_a_key_of_the_environment_never()
    {
        using var directory = new TestDirectory();
        string made;
        await using (var first = await Running.StartAsync(new Cli(directory.Root), directory["data"]))
        {
            made = Regex.Match(first.Output, "^key: (?<key>dgm-\\w{43})$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["key"].Value;
            made.ShouldNotBeEmpty();
            first.Output.ShouldContain($"export ANTHROPIC_AUTH_TOKEN={made}");
            (await GatewayProbe.AdmitsAsync(first.Address, made, TestContext.Current.CancellationToken)).ShouldBeTrue();
        }

        await using (var second = await Running.StartAsync(new Cli(directory.Root), directory["data"]))
        {
            second.Output.ShouldNotContain(made);
            second.Output.ShouldContain("the one that was shown at the first start");
            (await GatewayProbe.AdmitsAsync(second.Address, made, TestContext.Current.CancellationToken)).ShouldBeTrue();
        }

        var own = new Cli(directory.Root) { Environment = { ["DRAGOMAN_KEY"] = "my-own-key" } };
        await using var third = await Running.StartAsync(own, directory["data"]);
        third.Output.ShouldNotContain("my-own-key");
        third.Output.ShouldContain("export ANTHROPIC_AUTH_TOKEN=\"$DRAGOMAN_KEY\"");
        (await GatewayProbe.AdmitsAsync(third.Address, "my-own-key", TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await GatewayProbe.AdmitsAsync(third.Address, made, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_admin_secret_is_shown_once_and_opens_the_admin_verbs()
    {
        using var directory = new TestDirectory();
        await using (var first = await Running.StartAsync(new Cli(directory.Root), directory["data"]))
        {
            var made = Regex.Match(first.Output, "^admin secret: (?<secret>dga-\\w{43}) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["secret"].Value;
            made.ShouldNotBeEmpty();
            var admin = new Cli(directory.Root) { Environment = { ["DRAGOMAN_ADMIN_TOKEN"] = made } };
            var who = await admin.RunAsync("admin", "whoami", "--data", directory["data"]);
            who.Error.ShouldBeEmpty();
            who.Out.ShouldContain("role: owner");
        }

        await using var second = await Running.StartAsync(new Cli(directory.Root), directory["data"]);
        second.Output.ShouldContain("admin secret: the one that was shown at the first start");
        second.Output.ShouldNotContain("dga-");
    }

    [Fact]
    public async Task A_running_gateway_is_found_by_its_data_directory_and_no_longer_when_it_has_stopped()
    {
        using var directory = new TestDirectory();
        await using (var serve = await Running.StartAsync(new Cli(directory.Root), directory["data"]))
        {
            (await RunningGateway.FindAsync(directory["data"], TestContext.Current.CancellationToken)).ShouldBe(serve.Address);
        }

        (await RunningGateway.FindAsync(directory["data"], TestContext.Current.CancellationToken)).ShouldBeNull();
        File.Exists(directory["data/gateway.json"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_taken_port_is_one_sentence()
    {
        using var directory = new TestDirectory();
        await using var serve = await Running.StartAsync(new Cli(directory.Root), directory["data"]);
        var result = await new Cli(directory.Root).RunAsync("serve", "--listen", $"127.0.0.1:{serve.Address.Port}", "--data", directory["other"]);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldMatch(@"^dragoman: Cannot listen on [^\n]+--listen\.\n$");
    }
}
