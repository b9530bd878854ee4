using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dragoman.Testing;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Commands;

/// <summary>What <c>models</c>, <c>turns</c> and <c>doctor</c> say, for people and for programs.</summary>
public sealed class ReportContentTests
{
    [Fact]
    public async Task Models_tells_routes_tiers_and_models_and_where_each_leads()
    {
        using var directory = new TestDirectory();
        directory.Write("dragoman.yaml", """
            routes:
              - {name: fast, upstream: {provider: openai, model: gpt-5-mini, api_key_ref: openai_prod}}
            tiers: {haiku: fast}
            """);
        var cli = new Cli(directory.Root) { Environment = { ["OPENAI_PROD"] = "sk-secret" } };
        var people = await cli.RunAsync("models", "--config", "dragoman.yaml");
        people.ExitCode.ShouldBe(0);
        people.Out.Split('\n')[0].ShouldStartWith("MODEL");
        people.Out.Split('\n').ShouldContain(line => line.StartsWith("fast ", StringComparison.Ordinal) && line.Contains(" route ", StringComparison.Ordinal)
            && line.Contains("openai/gpt-5-mini", StringComparison.Ordinal) && line.Contains("400K", StringComparison.Ordinal) && line.Contains("tools", StringComparison.Ordinal));

        var programs = await cli.RunAsync("models", "--config", "dragoman.yaml", "--json");
        programs.Out.ShouldNotContain("sk-secret");
        using var json = JsonDocument.Parse(programs.Out);
        json.RootElement.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        var models = json.RootElement.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("id").GetString()!);
        models["fast"].GetProperty("kind").GetString().ShouldBe("route");
        models["fast"].GetProperty("leads_to").GetString().ShouldBe("openai/gpt-5-mini");
        models["fast"].GetProperty("takes").EnumerateArray().Select(trait => trait.GetString()).ShouldContain("parallel");
        models["haiku"].GetProperty("kind").GetString().ShouldBe("tier");
        models["haiku"].GetProperty("leads_to").GetString().ShouldBe("openai/gpt-5-mini");
    }

    [Fact]
    public async Task Models_without_an_upstream_says_what_is_missing()
    {
        using var directory = new TestDirectory();
        var result = await new Cli(directory.Root).RunAsync("models");
        result.ExitCode.ShouldNotBe(0);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("_API_KEY");
    }

    [Fact]
    public async Task Turns_tells_who_answered_what_it_cost_and_how_it_ended()
    {
        var answers = new Queue<Answer>([Answer.Text("ok").Using(100, 7), Answer.Fail(400, """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""")]);
        await using var upstream = await StrictAnthropic.StartAsync(_ => answers.Dequeue());
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("m", "anthropic", "claude-opus-5-5", upstream.Endpoint)));
        foreach (var session in new[] { "s-1", "s-2" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent("""{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"""),
            };
            request.Headers.Add("x-claude-code-session-id", session);
            using var response = await gateway.Http.SendAsync(request);
            await gateway.TurnAsync(response);
        }

        var data = Path.Combine(Path.GetDirectoryName(gateway.ConfigPath)!, "data");
        var cli = new Cli();
        var people = (await cli.RunAsync("turns", "--data", data)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        people.Length.ShouldBe(3);
        people[0].ShouldStartWith("TIME");
        people[1].ShouldContain("400 ");
        people[2].ShouldContain("anthropic/claude-opus-5-5");
        people[2].ShouldContain("200");

        using var all = JsonDocument.Parse((await cli.RunAsync("turns", "--data", data, "--json")).Out);
        all.RootElement.EnumerateArray().Select(turn => turn.GetProperty("session_id").GetString()).ShouldBe(["s-2", "s-1"]);
        var good = all.RootElement[1];
        good.GetProperty("requested_model").GetString().ShouldBe("m");
        good.GetProperty("upstream_model").GetString().ShouldBe("claude-opus-5-5");
        good.GetProperty("outcome").GetString().ShouldBe("completed");
        good.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        good.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(7);
        good.GetProperty("cost_nano_usd").GetInt64().ShouldBe((100 * 5000) + (7 * 25000));

        using var failed = JsonDocument.Parse((await cli.RunAsync("turns", "--data", data, "--json", "--failed")).Out);
        failed.RootElement.EnumerateArray().ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(400);
        using var one = JsonDocument.Parse((await cli.RunAsync("turns", "--data", data, "--json", "--session", "s-1")).Out);
        one.RootElement.EnumerateArray().ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(200);
        using var last = JsonDocument.Parse((await cli.RunAsync("turns", "--data", data, "--json", "--limit", "1")).Out);
        last.RootElement.EnumerateArray().ShouldHaveSingleItem().GetProperty("session_id").GetString().ShouldBe("s-2");
    }

    [Fact]
    public async Task Turns_of_a_directory_without_any_leaves_no_trace()
    {
        using var directory = new TestDirectory();
        var result = await new Cli().RunAsync("turns", "--data", directory["none"]);
        result.ShouldBe(new CliResult(0, $"No turns in {directory["none"]}.{Environment.NewLine}", ""));
        Directory.Exists(directory["none"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Doctor_tells_each_upstream_that_answers_and_each_that_does_not_and_what_to_do()
    {
        await using var upstream = await StrictAnthropic.StartAsync(Answer.Text("ok"));
        using var directory = new TestDirectory();
        directory.Write("dragoman.yaml", $$"""
            upstreams:
              good: {provider: anthropic, endpoint: "{{upstream.Endpoint}}", api_key_ref: test}
              gone: {provider: anthropic, endpoint: "http://127.0.0.1:9/v1/messages", api_key_ref: test}
            """);
        var cli = new Cli(directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        var listen = $"127.0.0.1:{FreePort()}";
        var people = await cli.RunAsync("doctor", "--config", "dragoman.yaml", "--data", directory["data"], "--listen", listen);
        people.ExitCode.ShouldBe(1);
        people.Out.ShouldContain($"ok    upstream good: {upstream.BaseUrl} answers and takes the key");
        people.Out.ShouldContain("FAIL  upstream gone: http://127.0.0.1:9 cannot be reached");
        people.Out.ShouldContain("→ Check the address, the network and HTTPS_PROXY.");
        people.Out.ShouldContain($"ok    port: {listen} is free");

        var programs = await cli.RunAsync("doctor", "--config", "dragoman.yaml", "--data", directory["data"], "--listen", listen, "--json");
        programs.Out.ShouldNotContain("sk-secret");
        using var json = JsonDocument.Parse(programs.Out);
        json.RootElement.GetProperty("passed").GetBoolean().ShouldBeFalse();
        var checks = json.RootElement.GetProperty("checks").EnumerateArray().ToList();
        checks.Single(check => check.GetProperty("check").GetString() == "upstream good").GetProperty("state").GetString().ShouldBe("ok");
        var gone = checks.Single(check => check.GetProperty("check").GetString() == "upstream gone");
        gone.GetProperty("state").GetString().ShouldBe("failed");
        gone.GetProperty("fix").GetString().ShouldNotBeNullOrEmpty();
        upstream.Requests.ShouldAllBe(request => request.Method == "GET");
    }

    [Fact]
    public async Task Doctor_names_a_port_that_is_taken_and_a_configuration_that_is_wrong()
    {
        using var directory = new TestDirectory();
        directory.Write("dragoman.yaml", "routes:\n  - nmae: a\n");
        using var taken = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        taken.Start();
        var result = await new Cli(directory.Root).RunAsync(
            "doctor", "--config", "dragoman.yaml", "--data", directory["data"], "--listen", taken.LocalEndpoint.ToString()!);
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldContain($"FAIL  port: {taken.LocalEndpoint} cannot be listened on");
        result.Out.ShouldContain("FAIL  configuration: ");
        result.Out.ShouldContain("dragoman.yaml:2:5");
        result.Out.ShouldContain("`dragoman check` shows all of them.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
