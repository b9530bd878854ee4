using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;
using Dragoman.Upstreams.Search;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane;

/// <summary>Runs calls of web tools as the policy in force allows it.</summary>
internal sealed partial class WebTools(SearchClient search, FetchClient fetch, ILogger<WebTools> log)
{
    /// <summary>True where the policy lets the gateway run tools of that kind.</summary>
    public static bool IsOn(PolicySnapshot policy, WebToolKind kind) =>
        kind == WebToolKind.Search ? policy.Search is not null : policy.Fetch is not null;

    /// <summary>Runs the calls of one round side by side; the outcomes come in the calls' order.</summary>
    /// <param name="turn">The turn, which the searches are charged to.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="isKnown">Tells whether a URL stood in the conversation: only such pages are fetched.</param>
    /// <param name="takesPdf">True where the model reads PDF documents.</param>
    /// <param name="cancellation">The client's departure.</param>
    public Task<WebOutcome[]> RunAsync(
        Turn turn, IReadOnlyList<WebCall> calls, Func<string, bool> isKnown, bool takesPdf, CancellationToken cancellation)
    {
        var running = new Task<WebOutcome>[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            running[i] = RunAsync(turn, calls[i], isKnown, takesPdf, cancellation);
        }

        return Task.WhenAll(running);
    }

    private async Task<WebOutcome> RunAsync(Turn turn, WebCall call, Func<string, bool> isKnown, bool takesPdf, CancellationToken cancellation)
    {
        if (call.Argument is not { } argument)
        {
            return WebOutcome.Error("invalid_tool_input");
        }

        if (++call.Tool.Uses > call.Tool.MaxUses)
        {
            return WebOutcome.Error("max_uses_exceeded");
        }

        var policy = turn.Policy;
        if (call.Tool.Kind == WebToolKind.Fetch)
        {
            if (!isKnown(argument))
            {
                // A page that nobody named may be a message to whoever owns it: what the model knows could leave in its URL.
                Log.Failed(log, turn.Id, "fetch", "url_not_allowed", "the URL stands nowhere in the conversation");
                return WebOutcome.Error("url_not_in_prior_context");
            }

            return Note(turn, "fetch", await fetch.FetchAsync(policy.Fetch!, call.Tool, argument, takesPdf, cancellation));
        }

        var outcome = Note(turn, "search", await search.SearchAsync(policy.Search!, call.Tool, argument, cancellation));
        if (outcome.ErrorCode is null)
        {
            turn.AddSearch((policy.Search!.Price + 500) / 1000);
        }

        return outcome;
    }

    private WebOutcome Note(Turn turn, string what, (WebOutcome Outcome, string? Why) ran)
    {
        if (ran.Why is { } why)
        {
            Log.Failed(log, turn.Id, what, ran.Outcome.ErrorCode ?? string.Empty, why);
        }

        return ran.Outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "turn {TurnId}: a {What} ended with {Code}: {Why}")]
        public static partial void Failed(ILogger log, string turnId, string what, string code, string why);
    }
}
