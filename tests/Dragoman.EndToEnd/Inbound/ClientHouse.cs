using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Inbound;

/// <summary>
/// The real gateway with two strict providers of different dialects behind it, for all tests of the official clients. What the
/// providers answer hangs on what the client's user says.
/// </summary>
public sealed class ClientHouse : IAsyncLifetime
{
    private const string UpstreamKey = "sk-upstream-secret";

    private StrictOpenAi _openai = null!;
    private StrictAnthropic _anthropic = null!;

    /// <summary>The gateway.</summary>
    public GatewayProcess Gateway { get; private set; } = null!;

    /// <summary>What both providers found wrong.</summary>
    public IEnumerable<object> Violations => [.. _openai.Violations, .. _anthropic.Violations];

    /// <summary>The requests that a provider got; <paramref name="model"/> is the route's name.</summary>
    public IReadOnlyList<RecordedRequest> Requests(string model) => model == "gpt" ? _openai.Requests : _anthropic.Requests;

    public async ValueTask InitializeAsync()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal) { UpstreamKey };
        _openai = await StrictOpenAi.StartAsync(Script, new StrictOpenAiOptions { Keys = keys });
        _anthropic = await StrictAnthropic.StartAsync(Script, new StrictAnthropicOptions { Keys = keys });
        Gateway = await GatewayProcess.StartAsync(
            RouteLine.Yaml(
            [
                new RouteLine("gpt", "openai", "gpt-5", _openai.Endpoint),
                new RouteLine("claude", "anthropic", "claude-opus-4-7", _anthropic.Endpoint),
            ]),
            new Dictionary<string, string> { [RouteLine.KeyVariable] = UpstreamKey });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    private static Answer Script(RecordedRequest request)
    {
        var conversation = request.Conversation;
        if (conversation.NewResults.Count > 0)
        {
            return Answer.Text(string.Join("; ", conversation.NewResults.Select(result => result.Text)));
        }

        if (conversation.Mentions("call the tools"))
        {
            return Answer.New().Say("Let me see. ").Call("weather", """{"city":"Wien"}""").Call("time", """{"city":"Oslo"}""").ArgumentsInPieces(4).Using(100, 20);
        }

        if (conversation.Mentions("limited"))
        {
            return Answer.Fail(429, request.Path.EndsWith("/messages", StringComparison.Ordinal)
                ? """{"type":"error","error":{"type":"rate_limit_error","message":"Too many requests for now"}}"""
                : """{"error":{"message":"Too many requests for now","type":"requests","param":null,"code":"rate_limit_exceeded"}}""")
                .Header("retry-after", "7");
        }

        return conversation.Mentions("break off")
            ? Answer.New().Say("one ", "two ", "three ", "four").EndAfter(5)
            : Answer.New().Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: 800);
    }
}
