using Dragoman.Core.Caching;
using Dragoman.Core.Runaway;
using Dragoman.DataPlane.Admission;
using Dragoman.DataPlane.Watch;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>What the gateway tells about a turn in the response's head. Values are the gateway's own and free of control characters (H-503).</summary>
internal static class ResponseHeaders
{
    /// <summary>Sets request id, route, upstream, model, losses and cache hint.</summary>
    public static void Describe(Turn turn)
    {
        var response = turn.Http.Response;
        ErrorResponse.SetIds(response, turn.Id);
        var headers = response.Headers;
        if (turn.Route is { } route)
        {
            headers["x-dragoman-route"] = Clean(route.Name);
        }

        if (turn.Target is { } target)
        {
            headers["x-dragoman-upstream"] = Clean(target.Upstream.Id);
            headers["x-dragoman-model"] = Clean(target.Model);
        }

        if (turn.Call.CarriesMessages)
        {
            UsageHeaders.Describe(headers, turn.Admission.Reservation);
        }

        if (turn.Losses.Length > 0)
        {
            headers["x-dragoman-losses"] = Clean(turn.Losses);
        }

        if (turn.Watch is { } watch)
        {
            Describe(headers, watch);
        }

        if (turn.CacheHint.Length > 0)
        {
            headers["x-dragoman-cache-hint"] = turn.CacheHint;
        }
    }

    private static void Describe(IHeaderDictionary headers, TurnWatch watch)
    {
        if (watch.Runaway.Level != RunawayLevel.None)
        {
            headers["x-dragoman-runaway"] = RunawayWords.Mark(watch.Runaway);
        }

        // What it cost is known at the end, in the turn's record.
        if (watch.Cache.Change > CacheCause.Cold)
        {
            headers["x-dragoman-cache-break"] = watch.Cache.Place is { } place
                ? $"{Commands.TurnShape.Snake(watch.Cache.Change)} at {place}"
                : Commands.TurnShape.Snake(watch.Cache.Change);
        }
    }

    private static string Clean(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? value
        : string.Concat(value.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
