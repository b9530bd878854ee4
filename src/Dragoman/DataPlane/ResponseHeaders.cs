using Dragoman.DataPlane.Admission;

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

        if (turn.CacheHint.Length > 0)
        {
            headers["x-dragoman-cache-hint"] = turn.CacheHint;
        }
    }

    private static string Clean(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? value
        : string.Concat(value.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
