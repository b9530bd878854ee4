using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dragoman.Store.Secrets;
using Dragoman.Testing;
using Dragoman.Tests.Commands;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Hops;

/// <summary>
/// N12: one session over providers of every protocol. Nobody gets what it would refuse, and each gets its own thinking back.
/// </summary>
public sealed partial class HopTests : IAsyncLifetime
{
    private const int Turns = 30;
    private HopProviders _providers = null!;

    public async ValueTask InitializeAsync() => _providers = await HopProviders.StartAsync();

    public ValueTask DisposeAsync() => _providers.DisposeAsync();

    [Theory]
    [InlineData("summarized")]
    [InlineData("omitted")]
    public async Task A12_N12_H_488_H_492_thirty_turns_over_all_providers_are_refused_by_none_and_claude_gets_the_bytes_of_a_session_of_its_own(string display)
    {
        await using var gateway = await GatewayFixture.StartAsync(_providers.Config);
        var session = new HopSession(display);
        for (var turn = 0; turn < Turns; turn++)
        {
            var route = _providers.Tour[turn % _providers.Tour.Count];
            await session.TurnAsync(gateway.Http, route);
            ShouldHaveSent(session, route);
        }

        _providers.Violations.ShouldBeEmpty();
        foreach (var (route, fake) in _providers.ByRoute)
        {
            // One request for each turn: none was refused and sent again without something.
            fake.Requests.Count(request => request.Method == "POST").ShouldBe(Turns * _providers.Tour.Count(one => one == route) / _providers.Tour.Count, route);
        }

        session.Messages.Count(message => message.Role == "assistant" && message.Blocks.Any(block => block.Contains("\"signature\"", StringComparison.Ordinal)))
            .ShouldBe(Turns, "each turn's thinking has a block that the client can send back");
        session.Signatures.ShouldAllBe(signature => signature.Length > 0);
    }

    [Fact]
    public async Task H_489_a_gateway_that_was_restarted_and_a_second_one_with_the_same_secret_know_what_the_first_one_minted()
    {
        using var directory = new TestDirectory();
        var session = new HopSession("omitted");
        await using (var first = await StartAsync(directory["first"]))
        {
            Directory.CreateDirectory(directory["second"]);
            File.Copy(Path.Combine(directory["first"], SecretFile.EnvelopeFile), Path.Combine(directory["second"], SecretFile.EnvelopeFile));
            await using var second = await StartAsync(directory["second"]);
            await AlternateAsync(session, first, second);
        }

        await using var again = await StartAsync(directory["first"]);
        await using var secondAgain = await StartAsync(directory["second"]);
        await AlternateAsync(session, again, secondAgain);
        _providers.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_490_a_flipped_truncated_or_made_up_envelope_is_dropped_and_the_turn_goes_on()
    {
        await using var gateway = await GatewayFixture.StartAsync(_providers.Config);
        foreach (var damage in Damages)
        {
            var session = new HopSession();
            await session.TurnAsync(gateway.Http, "responses");
            Replace(session.Messages[1].Blocks, damage);
            await session.TurnAsync(gateway.Http, "responses");
            Encoding.UTF8.GetString(_providers.Responses.Requests[^1].Body).ShouldNotContain("encrypted_content\":");
            Replace(session.Messages[3].Blocks, damage);
            if (damage("dgm1.AAAA.AAAA").StartsWith("dgm1.", StringComparison.Ordinal))
            {
                // Anything else passes as a signature of Anthropic's own, whose refusal the client knows and mends (H-260).
                await session.TurnAsync(gateway.Http, "claude-opus-5-5");
            }

            await session.TurnAsync(gateway.Http, "chat");
        }

        _providers.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_491_what_was_minted_for_one_tenant_or_account_is_not_sent_for_another()
    {
        await using var mine = await GatewayFixture.StartAsync(_providers.Config);
        // Another tenant: another secret. Another account: another key at the same host.
        await using var theirs = await GatewayFixture.StartAsync(_providers.Config);
        await using var account = await GatewayFixture.StartAsync(
            _providers.Config, new Dictionary<string, string> { ["TEST"] = "sk-another-account" });
        var session = new HopSession();
        await session.TurnAsync(mine.Http, "responses");
        await session.TurnAsync(theirs.Http, "responses");
        Encrypted(_providers.Responses.Requests[^1]).ShouldBe(0);
        await session.TurnAsync(account.Http, "responses");
        Encrypted(_providers.Responses.Requests[^1]).ShouldBe(0);
        await session.TurnAsync(mine.Http, "responses");
        Encrypted(_providers.Responses.Requests[^1]).ShouldBe(1, "its own came home");
        _providers.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_491_two_accounts_of_one_provider_in_one_gateway_do_not_share_what_they_minted()
    {
        var yaml = $$"""
            routes:
              - name: one
                upstream: { provider: openai, model: gpt-5, endpoint: "{{_providers.Responses.Endpoint}}", api_key_ref: first }
              - name: two
                upstream: { provider: openai, model: gpt-5, endpoint: "{{_providers.Responses.Endpoint}}", api_key_ref: second }
            """;
        await using var gateway = await GatewayFixture.StartAsync(
            yaml, new Dictionary<string, string> { ["FIRST"] = "sk-first-account", ["SECOND"] = "sk-second-account" });
        var session = new HopSession();
        await session.TurnAsync(gateway.Http, "one");
        await session.TurnAsync(gateway.Http, "two");
        Encrypted(_providers.Responses.Requests[^1]).ShouldBe(0);
        await session.TurnAsync(gateway.Http, "one");
        Encrypted(_providers.Responses.Requests[^1]).ShouldBe(1);
    }

    private static IEnumerable<Func<string, string>> Damages =>
    [
        signature => Flip(signature, 6),
        signature => Flip(signature, signature.Length / 2),
        signature => Flip(signature, signature.Length - 2),
        signature => signature[..^1],
        signature => signature[..(signature.Length / 2)],
        signature => signature[..(signature.LastIndexOf('.') + 1)],
        _ => "dgm1.",
        _ => "dgm1..",
        _ => "dgm1.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        _ => $"dgm1.{new string('A', 100_000)}.{new string('B', 4_000)}",
        signature => "dgm2" + signature[4..],
        _ => "Zm9yZ2Vk",
    ];

    private async Task AlternateAsync(HopSession session, GatewayFixture one, GatewayFixture other)
    {
        for (var turn = 0; turn < _providers.Tour.Count * 2; turn++)
        {
            var route = _providers.Tour[turn % _providers.Tour.Count];
            await session.TurnAsync(turn % 2 == 0 ? one.Http : other.Http, route);
            ShouldHaveSent(session, route);
        }
    }

    private Task<GatewayFixture> StartAsync(string data) =>
        GatewayFixture.StartAsync(_providers.Config, change: options => options with { DataDirectory = data });

    // What the provider got is what it would have got had it been alone: its own thinking, byte for byte, and nobody else's.
    private void ShouldHaveSent(HopSession session, string route)
    {
        var request = _providers.ByRoute[route].Requests.Last(one => one.Method == "POST");
        var body = Encoding.UTF8.GetString(request.Body);
        body.ShouldNotContain("dgm1.");
        if (route == "claude-opus-5-5")
        {
            // The answer is already noted: what was asked is what stands before it.
            var asked = session.Messages[^1];
            ((List<HopMessage>)session.Messages).RemoveAt(session.Messages.Count - 1);
            body.ShouldBe(session.Body(route, block => !block.Contains("\"signature\":\"dgm1.", StringComparison.Ordinal)));
            ((List<HopMessage>)session.Messages).Add(asked);
        }
        else if (route == "responses")
        {
            Encrypted(request).ShouldBe(_providers.Responses.Requests.Count - 1, "every thought of its own is there, and no other");
        }

        foreach (Match thought in Thoughts().Matches(body))
        {
            var turn = int.Parse(thought.Groups["turn"].Value, CultureInfo.InvariantCulture);
            var thinker = _providers.Tour[(turn - 1) % _providers.Tour.Count];
            (thinker == route || (HopProviders.IsClaude(thinker) && HopProviders.IsClaude(route))).ShouldBeTrue($"{route} reads what {thinker} thought");
        }
    }

    [GeneratedRegex("Thought (?<turn>[0-9]+):", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Thoughts();

    private static int Encrypted(RecordedRequest request) =>
        request.Json.GetProperty("input").EnumerateArray().Count(item => item.TryGetProperty("encrypted_content", out _));

    private static void Replace(List<string> blocks, Func<string, string> change)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = JsonNode.Parse(blocks[i])!;
            if ((string?)block["signature"] is { } signature)
            {
                block["signature"] = change(signature);
                blocks[i] = block.ToJsonString();
            }
        }
    }

    private static string Flip(string signature, int at) => signature[..at] + (signature[at] == 'A' ? 'B' : 'A') + signature[(at + 1)..];
}
