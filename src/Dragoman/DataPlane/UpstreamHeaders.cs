using System.Collections.Frozen;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dragoman.DataPlane;

/// <summary>The headers of a request to an upstream. The client's credential never leaves the house (H-002).</summary>
internal static class UpstreamHeaders
{
    private const string Version = "anthropic-version";

    private static readonly FrozenSet<string> Forwarded = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        Version,
        "user-agent",
        "x-app",
        "x-claude-code-session-id",
        "x-claude-code-agent-id",
        "x-claude-code-parent-agent-id",
        "anthropic-dangerous-direct-browser-access",
        "traceparent",
        "tracestate");

    /// <summary>Headers for an upstream of another dialect: its own, and nothing of the client's.</summary>
    /// <param name="upstream">Who is asked.</param>
    /// <param name="affinity">The session's name, for hosts that find their cache by a header (H-170); null for none.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> ForTranslation(Upstream upstream, string? affinity)
    {
        var headers = new List<KeyValuePair<string, string>>(4)
        {
            new("Accept-Encoding", "identity"),
            new("User-Agent", "dragoman/0.1"),
        };
        if (upstream.AffinityHeader is { } name && affinity is not null)
        {
            headers.Add(new(name, affinity));
        }

        AddVersion(upstream, headers);
        AddCredential(headers, upstream);
        headers.AddRange(upstream.Headers);
        return headers;
    }

    /// <summary>Headers for an upstream of the client's own dialect: what belongs to the protocol passes as it is (A15, H-005, H-008).</summary>
    /// <param name="upstream">Who is asked.</param>
    /// <param name="client">The client's headers.</param>
    /// <param name="host">What of them may go there.</param>
    /// <param name="plan">The betas that go there.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> ForPassing(
        Upstream upstream, IHeaderDictionary client, MessagesHost host, HostPlan plan)
    {
        var headers = new List<KeyValuePair<string, string>>(16) { new("Accept-Encoding", "identity") };
        var envelope = upstream.Dialect as IMessagesEnvelope;
        var hasVersion = false;
        // One look at each of the client's headers costs less than asking for each of ours by its name.
        foreach (var (name, values) in client)
        {
            var isVersion = name.Equals(Version, StringComparison.OrdinalIgnoreCase);
            hasVersion |= isVersion;
            // A cloud reads the version in the body.
            if (Passes(name) && !(isVersion && envelope is not null) && host.Takes(name))
            {
                Copy(name, values, headers);
            }
        }

        if (!hasVersion)
        {
            AddVersion(upstream, headers);
        }

        foreach (var betas in envelope is { HasBetasInBody: true } ? [] : plan.BetaLines)
        {
            headers.Add(new("anthropic-beta", betas));
        }

        AddCredential(headers, upstream);
        headers.AddRange(upstream.Headers);
        return headers;
    }

    // What belongs to the protocol, also what it will have one day; betas are the plan's.
    private static bool Passes(string name) => Forwarded.Contains(name)
        || name.StartsWith("x-stainless-", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("anthropic-beta", StringComparison.OrdinalIgnoreCase));

    private static void Copy(string name, StringValues values, List<KeyValuePair<string, string>> headers)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value)
            {
                headers.Add(new(name, value));
            }
        }
    }

    // Required there; clients of other protocols and envelopes do not send it.
    private static void AddVersion(Upstream upstream, List<KeyValuePair<string, string>> headers)
    {
        if (upstream.SpeaksMessages && !upstream.Headers.Any(static header => header.Key.Equals(Version, StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new(Version, "2023-06-01"));
        }
    }

    private static void AddCredential(List<KeyValuePair<string, string>> headers, Upstream upstream)
    {
        if (upstream.ApiKey is not { } key)
        {
            return;
        }

        switch (upstream.AuthStyle)
        {
            case AuthStyle.Bearer:
                headers.Add(new("Authorization", "Bearer " + key.Reveal()));
                break;
            case AuthStyle.XApiKey:
                headers.Add(new("x-api-key", key.Reveal()));
                break;
            case AuthStyle.AzureApiKey:
                headers.Add(new("api-key", key.Reveal()));
                break;
            case AuthStyle.GoogleApiKey:
                headers.Add(new("x-goog-api-key", key.Reveal()));
                break;
        }
    }
}
