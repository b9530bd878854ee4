using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Commands;

/// <summary>The verbs that administer, against a gateway in this process.</summary>
public sealed class AdminVerbTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private GatewayFixture _gateway = null!;
    private Cli _cli = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayFixture.StartAsync("routes: []\n");
        _cli = new Cli(_directory.Root)
        {
            Environment =
            {
                ["DRAGOMAN_URL"] = _gateway.Gateway.Address.ToString(),
                ["DRAGOMAN_ADMIN_TOKEN"] = GatewayFixture.AdminSecret,
                ["HOME"] = _directory.Root,
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task F01_a_team_its_user_a_key_a_budget_and_a_limit_are_made_found_and_ended_by_name()
    {
        await OutAsync("customers", "create", "ACME");
        (await OutAsync("teams", "create", "platform", "--customer", "ACME")).ShouldContain("parent_id: customer_");
        await OutAsync("users", "create", "ada", "--team", "platform", "--email", "ada@example.com", "--models", "claude-*,openai/gpt-5");
        var shown = await OutAsync("keys", "create", "--name", "laptop", "--user", "ada", "--expires", "90d", "--networks", "10.0.0.0/8");
        var secret = Regex.Match(shown, "^key: (?<secret>dgm_\\w{43})\n", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["secret"].Value;
        secret.ShouldNotBeEmpty();
        var key = (await JsonAsync("keys", "list", "--user", "ada")).AsArray().ShouldHaveSingleItem()!;
        key.ToJsonString().ShouldNotContain(secret);
        ((string?)key["scopes"]!["networks"]![0]).ShouldBe("10.0.0.0/8");
        (await OutAsync("keys", "list")).ShouldContain(secret[..8]);
        var budget = await JsonAsync("budgets", "create", "--team", "platform", "--usd", "2000", "--per", "month", "--time-zone", "Europe/Vienna", "--soft", "75");
        ((decimal)budget["soft_percent"]!).ShouldBe(75);
        (await OutAsync("budgets", "change", (string)budget["id"]!, "--usd", "2500.50")).ShouldContain("limit_usd: 2500.5");
        var limit = await JsonAsync("limits", "create", "--user", "ada", "--metric", "tokens", "--amount", "1000000", "--per", "1h");
        ((double)limit["per_seconds"]!).ShouldBe(3600);
        (await OutAsync("limits", "list")).ShouldContain("tokens");
        (await OutAsync("keys", "rotate", (string)key["id"]!, "--overlap", "12h")).ShouldStartWith("key: dgm_");
        (await OutAsync("keys", "disable", (string)key["id"]!)).ShouldContain("disabled_at: 20");
        (await OutAsync("users", "disable", "ada")).ShouldContain("disabled_at: 20");
        (await OutAsync("limits", "delete", (string)limit["id"]!)).ShouldContain("metric: tokens");
        (await OutAsync("audit", "list", "--action", "user.disable")).ShouldContain("bootstrap");
        (await OutAsync("audit", "verify")).ShouldStartWith("The audit log is as it was written: ");
    }

    [Fact]
    public async Task F16_a_wish_for_more_budget_is_asked_with_a_key_and_approved_with_a_role()
    {
        await OutAsync("users", "create", "ada");
        var secret = (string)(await JsonAsync("keys", "create", "--name", "laptop", "--user", "ada"))["secret"]!;
        var budget = (string)(await JsonAsync("budgets", "create", "--user", "ada", "--usd", "5", "--per", "day"))["id"]!;
        var developer = new Cli(_directory.Root) { Environment = { ["DRAGOMAN_URL"] = _cli.Environment["DRAGOMAN_URL"] }, Input = secret + "\n" };
        var asked = await developer.RunAsync("budgets", "ask", budget, "--usd", "2", "--reason", "release", "--token", "-", "--json");
        asked.Error.ShouldBeEmpty();
        var wish = (string)JsonNode.Parse(asked.Out)!["id"]!;
        (await OutAsync("budgets", "increases", "--status", "pending")).ShouldContain("release");
        var finance = (string)(await JsonAsync("admin", "create-token", "--name", "controller", "--role", "finance"))["secret"]!;
        _cli.Environment["DRAGOMAN_ADMIN_TOKEN"] = finance;
        (await OutAsync("budgets", "approve", wish, "--hours", "4")).ShouldContain("status: approved");
        (await OutAsync("budgets", "show", budget)).ShouldContain("increase_usd: 2");
    }

    [Theory]
    [InlineData("keys create --name x", "--user, --team")]
    [InlineData("keys create --name x --user nobody", "dragoman users list")]
    [InlineData("keys show key_none", "key_none")]
    [InlineData("keys rotate key_none --overlap soon", "--overlap")]
    [InlineData("budgets create --user a --team b --usd 1 --per day", "exclude")]
    [InlineData("budgets create --usd 1 --per fortnight", "period")]
    [InlineData("limits create --metric requests --amount 1 --per x", "--per")]
    [InlineData("admin create-token --name x --role king", "role")]
    public async Task What_cannot_be_done_is_one_sentence_that_says_what_to_do(string line, string names)
    {
        var result = await _cli.RunAsync(line.Split(' '));
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldMatch(@"^dragoman: [^\n]+\.\n$");
        result.Error.ShouldContain(names);
    }

    [Fact]
    public async Task Without_a_gateway_or_a_token_the_sentence_says_where_to_put_them()
    {
        _cli.Environment.Remove("DRAGOMAN_ADMIN_TOKEN");
        (await _cli.RunAsync("keys", "list")).Error.ShouldContain("DRAGOMAN_ADMIN_TOKEN");
        _cli.Environment["DRAGOMAN_ADMIN_TOKEN"] = "wrong";
        (await _cli.RunAsync("keys", "list")).Error.ShouldContain("not known");
        _cli.Environment.Remove("DRAGOMAN_URL");
        (await _cli.RunAsync("keys", "list")).Error.ShouldContain("DRAGOMAN_URL");
        _cli.Environment["DRAGOMAN_URL"] = "http://127.0.0.1:9";
        (await _cli.RunAsync("keys", "list")).Error.ShouldContain("cannot be spoken to");
    }

    [Fact]
    public async Task G05_the_log_is_verified_without_a_gateway_and_one_changed_byte_is_found()
    {
        await OutAsync("teams", "create", "platform");
        await OutAsync("teams", "disable", "platform");
        var data = _gateway.DataDirectory;
        var intact = await _cli.RunAsync("audit", "verify", "--offline", "--data", data);
        intact.ExitCode.ShouldBe(0, intact.Error);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "dragoman.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE audit_log SET actor = 'somebody' WHERE action = 'team.create'";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        var broken = await _cli.RunAsync("audit", "verify", "--offline", "--data", data);
        broken.ExitCode.ShouldBe(1);
        broken.Out.ShouldContain("was changed");
        broken.Out.ShouldContain("Row 1");
        (await _cli.RunAsync("audit", "verify", "--offline", "--data", _directory["nowhere"])).Error.ShouldContain("There is no store");
        Directory.Exists(_directory["nowhere"]).ShouldBeFalse();
    }

    [Fact]
    public async Task F14_the_helper_prints_the_key_that_lies_in_a_private_file_and_reads_it_anew_each_time()
    {
        (await _cli.RunAsync("token")).Error.ShouldContain("--save");
        foreach (var key in new[] { "dgm_one", "dgm_two" })
        {
            _cli.Input = key + "\n";
            (await _cli.RunAsync("token", "--save")).ExitCode.ShouldBe(0);
            (await _cli.RunAsync("token")).Out.ShouldBe(key + Environment.NewLine);
        }

        var file = _directory[".config/dragoman/key"];
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            (await _cli.RunAsync("token")).Error.ShouldContain("chmod 600");
        }
    }

    private async Task<string> OutAsync(params string[] arguments)
    {
        var result = await _cli.RunAsync(arguments);
        result.Error.ShouldBeEmpty(string.Join(' ', arguments));
        result.ExitCode.ShouldBe(0);
        return result.Out;
    }

    private async Task<JsonNode> JsonAsync(params string[] arguments) => JsonNode.Parse(await OutAsync([.. arguments, "--json"]))!;
}
