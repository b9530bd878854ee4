using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Hops;

/// <summary>A06, A07, A09 from socket to socket: every client protocol against every upstream protocol.</summary>
public sealed class PairTests : IAsyncLifetime
{
    private HopProviders _providers = null!;
    private GatewayFixture _gateway = null!;

    public static TheoryData<string, string> Pairs => [.. PairClient.Names.SelectMany(_ => HopProviders.Routes, (client, route) => (client, route))];

    public static TheoryData<string, string, bool> Tellings =>
        [.. Pairs.SelectMany(_ => new[] { false, true }, (pair, stream) => (pair.Data.Item1, pair.Data.Item2, stream))];

    public async ValueTask InitializeAsync()
    {
        _providers = await HopProviders.StartAsync();
        _gateway = await GatewayFixture.StartAsync(_providers.Config);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _providers.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A06_each_kind_of_history_is_taken_by_a_strict_upstream_with_all_that_it_says(string client, string route)
    {
        var speaker = PairClient.Of(client);
        var upstream = _providers.ByRoute[route];
        _providers.Script = _ => Answer.Text("Done.");
        foreach (var row in PairClient.Rows)
        {
            var heard = await speaker.AskAsync(_gateway.Http, route, row, stream: false, () => string.Join('\n', upstream.Violations));
            heard.Text.ShouldBe("Done.", row);

            var sent = Encoding.UTF8.GetString(upstream.Requests[^1].Body);
            sent.ShouldContain("Be brief.", Case.Sensitive, row);
            var at = 0;
            for (var call = 1; call <= PairClient.CallCount(row); call++)
            {
                at = sent.IndexOf($"f{call}.cs", at, StringComparison.Ordinal);
                at.ShouldBeGreaterThan(0, $"{row}: call {call} in order: {sent}");
            }

            at = 0;
            for (var call = 1; row is "one call" or "five calls" && call <= PairClient.CallCount(row); call++)
            {
                // Messages pairs them by id, in whatever order.
                at = sent.IndexOf($"result {call}", HopProviders.IsClaude(route) ? 0 : at, StringComparison.Ordinal);
                at.ShouldBeGreaterThan(0, $"{row}: results in the order of the calls (H-075): {sent}");
            }

            sent.Contains("4711", StringComparison.Ordinal).ShouldBe(row == "error result", row);
            if (row == "image result" && route != "ollama")
            {
                sent.ShouldContain(PairClient.Png[..11], Case.Sensitive, row);
            }
        }

        _providers.Violations.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Tellings))]
    public async Task A07_A09_five_parallel_calls_with_nested_arguments_arrive_whole(string client, string route, bool stream)
    {
        var speaker = PairClient.Of(client);
        string[] arguments = [.. Enumerable.Range(0, 5).Select(i => $$$"""{"path":"s{{{i}}}.cs","old":"q\"\\\n\té😀</x>","deep":{"list":[1,-2.50,true,null,[],{}],"n":{{{i}}}}}""")];
        _providers.Script = _ =>
        {
            var answer = Answer.New().Think("Hm.").Say("I edit ", "five.").Using(1000, 50).Interleaved().ArgumentsInPieces(3);
            foreach (var one in arguments)
            {
                answer.Call("Edit", one);
            }

            return answer;
        };
        var heard = await speaker.AskAsync(_gateway.Http, route, "text", stream, () => string.Join('\n', _providers.Violations));
        heard.Text.ShouldBe("I edit five.");
        heard.Calls.Select(call => call.Name).ShouldBe(Enumerable.Repeat("Edit", 5));
        heard.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(5);
        for (var i = 0; i < arguments.Length; i++)
        {
            JsonNode.DeepEquals(JsonNode.Parse(heard.Calls[i].Arguments), JsonNode.Parse(arguments[i])).ShouldBeTrue($"{heard.Calls[i].Arguments} is not {arguments[i]}");
            heard.Calls[i].Arguments.ShouldContain("-2.50");
        }

        heard.Stop.ShouldBe(speaker.CallsStop);
        heard.Input.ShouldBe(1000);
        heard.Output.ShouldBe(50);
        _providers.Violations.ShouldBeEmpty();
    }
}
