using System.Net;
using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Hosting;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Testing.Postgres;
using Dragoman.Tests.Commands;
using Dragoman.Tests.ControlPlane;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Hosting;

/// <summary>The gateway on a PostgreSQL database.</summary>
public sealed class PostgresGatewayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task M02_a_gateway_whose_configuration_refers_to_a_database_keeps_its_turns_there_and_no_file()
    {
        await using var upstream = await StrictAnthropic.StartAsync(_ => Answer.Text("ok"));
        var address = PostgresServer.Shared.CreateDatabase();
        await using var gateway = await GatewayFixture.StartAsync(
            "store:\n  address: ${TEST_STORE}\n" + GatewayFixture.Config(("claude-opus-5-5", "anthropic", "claude-opus-5-5", upstream.BaseUrl + "/v1/messages")),
            new Dictionary<string, string> { ["TEST"] = "sk-test-upstream-key", ["TEST_STORE"] = address });

        using var content = new StringContent("""{"model":"claude-opus-5-5","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json");
        using var response = await gateway.Http.PostAsync("/v1/messages", content, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var turn = await gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        using (var admin = new AdminClientFixture(gateway))
        {
            using var teams = await admin.SendAsync("POST", "teams", """{"name":"platform"}""");
            teams.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        File.Exists(Path.Combine(gateway.DataDirectory, TurnStore.FileName)).ShouldBeFalse();
        var cli = new Cli { Environment = { ["DRAGOMAN_STORE"] = address } };
        var turns = await cli.RunAsync("turns", "--json", "--data", gateway.DataDirectory);
        turns.Error.ShouldBeEmpty();
        turns.Out.ShouldContain(turn.Id);
        (await cli.RunAsync("audit", "verify", "--offline", "--data", gateway.DataDirectory)).Out.ShouldStartWith("The audit log is as it was written: ");
        (await new Cli().RunAsync("turns", "--store", address, "--data", gateway.DataDirectory, "--json")).Out.ShouldContain(turn.Id);
        upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task C06_gateways_that_start_at_once_on_an_empty_database_make_its_schema_once()
    {
        var environment = new Dictionary<string, string> { ["TEST_STORE"] = PostgresServer.Shared.CreateDatabase() };
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(
            () => GatewayFixture.StartAsync("store: {address: '${TEST_STORE}'}\nroutes: []\n", environment))));
        foreach (var node in nodes)
        {
            node.Gateway.Store.Recent(1, TurnFilter.None).Turns.ShouldBeEmpty();
            await node.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("postgres://dragoman:hunter2@127.0.0.1:9/dragoman", "postgres://127.0.0.1:9/dragoman")]
    [InlineData("Host=127.0.0.1;Port=9;Username=dragoman;Password=hunter2;Database=dragoman", "check that the server runs and can be reached")]
    [InlineData("mysql://dragoman:hunter2@127.0.0.1/dragoman", "postgres://user@host:5432/database")]
    public async Task A_database_that_cannot_be_used_is_one_sentence_without_its_password(string address, string names)
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root) { Environment = { ["DRAGOMAN_STORE"] = address } };
        foreach (var verb in (string[][])[["serve", "--listen", "127.0.0.1:0"], ["turns"]])
        {
            var result = await cli.RunAsync([.. verb, "--data", directory["data"]]);
            result.ExitCode.ShouldBe(1);
            result.Error.ShouldMatch(@"^dragoman: [^\n]+\.\n$");
            result.Error.ShouldContain(names);
            result.Error.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public async Task A_password_on_the_command_line_is_refused()
    {
        var result = await new Cli().RunAsync("turns", "--data", "/nowhere", "--store", "postgres://dragoman:hunter2@127.0.0.1/dragoman");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("DRAGOMAN_STORE");
        result.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task The_report_of_a_start_names_the_database_and_the_doctor_reaches_it()
    {
        using var directory = new TestDirectory();
        var address = PostgresServer.Shared.CreateDatabase();
        var cli = new Cli(directory.Root) { Environment = { ["DRAGOMAN_STORE"] = address } };
        await using (var serve = await Running.StartAsync(cli, directory["data"]))
        {
            serve.Output.ShouldContain("\nstore: postgres://");
            (await serve.StopAsync()).ShouldBe(0);
        }

        (await cli.RunAsync("doctor", "--data", directory["data"])).Out.ShouldMatch("store.+can be reached, and its schema is up to date");
        File.Exists(directory["data/dragoman.db"]).ShouldBeFalse();
    }

    [Fact]
    public async Task C06_nodes_that_share_a_secret_read_what_another_one_sealed_and_others_do_not()
    {
        using var directory = new TestDirectory();
        using var sealedBytes = new ByteWriter();
        (await EnvelopeAsync("one", new string('s', 32))).Seal("openai", "thought"u8, sealedBytes);
        using var payload = new ByteWriter();
        (await EnvelopeAsync("two", new string('s', 32))).TryOpen("openai", sealedBytes.Written, payload).ShouldBeTrue();
        payload.Written.SequenceEqual("thought"u8).ShouldBeTrue();
        (await EnvelopeAsync("three", new string('o', 32))).TryOpen("openai", sealedBytes.Written, payload).ShouldBeFalse();
        (await EnvelopeAsync("four", null)).TryOpen("openai", sealedBytes.Written, payload).ShouldBeFalse();

        async Task<SignatureEnvelope> EnvelopeAsync(string name, string? secret)
        {
            var data = GatewayData.Open(
                new GatewayOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), DataDirectory = directory[name], Environment = new Dictionary<string, string>() },
                new StoreConfig { NodeSecret = secret is null ? null : new Secret(secret) });
            await data.Store.Engine.DisposeAsync();
            return data.Envelope;
        }
    }
}
