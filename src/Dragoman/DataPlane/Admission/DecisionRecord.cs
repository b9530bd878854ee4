using System.Text;
using System.Text.Json;
using Dragoman.Core.Routing;
using Dragoman.Store.Turns;

namespace Dragoman.DataPlane.Admission;

/// <summary>Who a turn counts for and what was decided about it, in its record (F02, G04). Rejected turns have it as well.</summary>
internal static class DecisionRecord
{
    // What the column holds; a route's targets with their names and reasons fit several times over.
    private const int MaxText = 4_096;

    /// <summary>Fills it in. Where there was one target and nothing was refused, nothing is allocated.</summary>
    public static void Fill(TurnRecord record, Turn turn)
    {
        ref var admission = ref turn.Admission;
        if (admission.Grant is { } grant)
        {
            record.UserId = grant.User is { } user ? user.Id.Id : NullIfEmpty(Attribution.UserOf(turn.Http.Request.Headers));
            record.TeamId = grant.Team?.Id.Id;
            record.CustomerId = grant.Customer?.Id.Id;
        }

        record.Project = NullIfEmpty(admission.Project);
        record.CostEstimateNanoUsd = admission.Expected;
        record.FallbackPath = NullIfEmpty(turn.Fallbacks);
        record.RefusedBy = admission.RefusedBy;
        record.Waited = admission.Waited;
        record.Candidates = Candidates(turn);
    }

    private static string? Candidates(Turn turn)
    {
        if (turn.Route is not { } route || (route.Targets.Count == 1 && turn.Admission.PassedOver is null))
        {
            return null;
        }

        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            Write(json, turn, route);
            json.WriteEndArray();
        }

        // Cut nowhere but between candidates, so that it stays JSON.
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, Turn turn, Core.Routing.Route route)
    {
        var order = turn.Routed.Order;
        for (var i = 0; i < route.Targets.Count && json.BytesPending + json.BytesCommitted < MaxText - 600; i++)
        {
            var target = route.Targets[i];
            json.WriteStartObject();
            json.WriteString("target", target.Name.AsSpan(0, Math.Min(target.Name.Length, 200)));
            if (turn.Admission.PassedOver is { } passed && passed.TryGetValue(target.Name, out var reason))
            {
                json.WriteString("not", reason.AsSpan(0, Math.Min(reason.Length, 200)));
            }
            else if (order.PlaceOf(i) is var place and >= 0)
            {
                json.WriteNumber("order", place + 1);
            }
            else
            {
                json.WriteString("not", TargetFit.Misfit(target, route, turn.RoutingFacts, strict: true) ?? "behind those that were tried");
            }

            json.WriteEndObject();
        }
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
