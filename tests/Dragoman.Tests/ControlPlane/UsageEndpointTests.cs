using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Testing.Postgres;
using Dragoman.Tests.Commands;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

/// <summary>Usage, exports, nodes and how budgets stand, over HTTP and by the verbs (F09), of turns that really went through.</summary>
public sealed class UsageEndpointTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private StrictAnthropic _upstream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await StrictAnthropic.StartAsync(_ => Answer.Text("ok").Using(1003, 107));

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F09_exports_turns_and_the_ledger_have_one_sum_to_the_nano_dollar(bool postgres)
    {
        await using var gateway = await GatewayFixture.StartAsync(Config(), Environment(postgres));
        using var admin = new AdminClientFixture(gateway);
        var (team, ada) = await admin.UserAsync("ada");
        var (_, bob) = await admin.UserAsync("bob");
        var keys = new[] { (await admin.KeyAsync(ada)).Secret, (await admin.KeyAsync(bob)).Secret };
        var budget = (string)(await admin.MakeAsync("budgets", """{"scope":{"kind":"organisation"},"limit_usd":"100","period":"day"}"""))["id"]!;
        for (var i = 0; i < 6; i++)
        {
            await TurnAsync(gateway, keys[i % 2]);
        }

        await gateway.Gateway.FlushRecordsAsync(Cancellation);
        var truth = gateway.Gateway.Store.Recent(100, TurnFilter.None).Turns.Sum(turn => turn.CostNanoUsd!.Value);
        truth.ShouldBeGreaterThan(0);

        var csv = await TextAsync(admin, "exports/usage");
        Cells(csv, "cost_nano_usd").Sum(long.Parse).ShouldBe(truth);
        Cells(csv, "cost_usd").Sum(Dollars).ShouldBe(truth / 1e9m);
        Cells(csv, "turns").Sum(long.Parse).ShouldBe(6);
        var json = JsonNode.Parse(await TextAsync(admin, "exports/usage?format=json"))!.AsArray();
        json.Sum(row => (long)row!["cost_nano_usd"]!).ShouldBe(truth);
        Cells(await TextAsync(admin, "exports/usage?format=focus"), "BilledCost").Sum(Dollars).ShouldBe(truth / 1e9m);

        var byUser = (await admin.GetAsync("usage"))["data"]!.AsArray();
        byUser.Select(row => (string)row!["group"]!["user"]!).ShouldBe(new[] { ada, bob }.Order(StringComparer.Ordinal));
        byUser.Sum(row => Dollars((string)row!["cost_usd"]!)).ShouldBe(truth / 1e9m);
        var one = (await admin.GetAsync($"usage?group_by=team,model&bucket=hour&team_id={team}"))["data"]!.AsArray();
        one.Sum(row => (long)row!["turns"]!).ShouldBe(3);
        one[0]!["start"].ShouldNotBeNull();

        // The ledger hears of it within a second or so.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonNode standing;
        while (Dollars((string)(standing = await admin.GetAsync($"budgets/{budget}"))["spent_usd"]!) != truth / 1e9m)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(20, deadline.Token);
        }

        Dollars((string)standing["reserved_usd"]!).ShouldBeInRange(0, 100);
        standing["resets_at"].ShouldNotBeNull();
        _upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task F10_a_developer_sees_the_usage_of_the_own_key_whatever_is_asked_and_exports_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync(Config(), Environment(postgres: false));
        using var admin = new AdminClientFixture(gateway);
        var (_, ada) = await admin.UserAsync("ada");
        var (_, bob) = await admin.UserAsync("bob");
        var secret = (await admin.KeyAsync(ada)).Secret;
        await TurnAsync(gateway, secret);
        await TurnAsync(gateway, (await admin.KeyAsync(bob)).Secret);

        using var developer = admin.As(secret);
        var rows = (await developer.GetAsync($"usage?user_id={bob}"))["data"]!.AsArray();
        rows.ShouldHaveSingleItem();
        ((string)rows[0]!["group"]!["user"]!).ShouldBe(ada);
        await developer.RefusedAsync(HttpStatusCode.Forbidden, "GET", "exports/usage");
        (await admin.RefusedAsync(HttpStatusCode.BadRequest, "GET", "usage?group_by=colour")).ShouldContain("group_by takes");
        (await admin.RefusedAsync(HttpStatusCode.BadRequest, "GET", "usage?bucket=month")).ShouldContain("hour or day");
    }

    [Fact]
    public async Task A_users_spend_in_anthropics_shape_is_what_was_spent()
    {
        await using var gateway = await GatewayFixture.StartAsync(Config(), Environment(postgres: false));
        using var admin = new AdminClientFixture(gateway);
        var (_, ada) = await admin.UserAsync("ada");
        await admin.MakeAsync("budgets", $$"""{"scope":{"kind":"user","id":"{{ada}}"},"limit_usd":"5","period":"month"}""");
        await TurnAsync(gateway, (await admin.KeyAsync(ada)).Secret);
        await gateway.Gateway.FlushRecordsAsync(Cancellation);
        var cents = gateway.Gateway.Store.Recent(1, TurnFilter.None).Turns[0].CostNanoUsd!.Value / 10_000_000m;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Dollars((string)(await admin.GetAsync("/v1/organizations/spend_limits/effective"))["data"]![0]!["period_to_date_spend"]!) != Math.Round(cents, 3))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(20, deadline.Token);
        }
    }

    [Fact]
    public async Task F09_the_verbs_show_usage_write_an_export_and_list_the_nodes()
    {
        await using var gateway = await GatewayFixture.StartAsync(Config(), Environment(postgres: false));
        using var admin = new AdminClientFixture(gateway);
        var (_, ada) = await admin.UserAsync("ada");
        await TurnAsync(gateway, (await admin.KeyAsync(ada)).Secret);
        var cli = new Cli(_directory.Root)
        {
            Environment = { ["DRAGOMAN_URL"] = gateway.Gateway.Address.ToString(), ["DRAGOMAN_ADMIN_TOKEN"] = GatewayFixture.AdminSecret },
        };
        var usage = await cli.RunAsync("usage", "--by", "user,model", "--bucket", "day");
        usage.Error.ShouldBeEmpty();
        usage.Out.ShouldContain(ada);
        usage.Out.ShouldContain("claude-opus-5-5");
        (await cli.RunAsync("export", "--output", "november.csv")).ExitCode.ShouldBe(0);
        var written = await File.ReadAllTextAsync(_directory["november.csv"], Cancellation);
        (await cli.RunAsync("export")).Out.ShouldBe(written);
        Cells(written, "user_id").ShouldBe([ada]);
        Directory.GetFiles(_directory.Root).ShouldHaveSingleItem("nothing is left beside it");
        (await cli.RunAsync("export", "--format", "parquet")).Error.ShouldContain("csv, json, focus");
        var nodes = await cli.RunAsync("nodes");
        nodes.Error.ShouldBeEmpty();
        nodes.Out.ShouldContain("true");
    }

    private string Config() => "store: {address: '${TEST_STORE}'}\n" + GatewayFixture.Config(("claude-opus-5-5", "anthropic", "claude-opus-5-5", _upstream.BaseUrl + "/v1/messages"));

    private static Dictionary<string, string> Environment(bool postgres) => new(StringComparer.Ordinal)
    {
        ["TEST"] = "sk-test-upstream-key",
        ["TEST_STORE"] = postgres ? PostgresServer.Shared.CreateDatabase() : "sqlite",
    };

    private static async Task TurnAsync(GatewayFixture gateway, string key)
    {
        using var http = new HttpClient { BaseAddress = gateway.Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent("""{"model":"claude-opus-5-5","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await http.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        await gateway.TurnAsync(response);
    }

    private static async Task<string> TextAsync(AdminClientFixture admin, string path)
    {
        using var response = await admin.SendAsync("GET", path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull();
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static IEnumerable<string> Cells(string csv, string column)
    {
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(lines[0].Split(','), column);
        return lines.Skip(1).Select(line => line.Split(',')[at]);
    }

    private static decimal Dollars(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
