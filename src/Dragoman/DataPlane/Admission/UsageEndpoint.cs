using System.Text.Json;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane.Admission;

/// <summary><c>GET /api/oauth/usage</c>: the caller's own caps in cents (contract, section 6). Never kept by anybody on the way.</summary>
internal sealed class UsageEndpoint(AccessGate gate, SpendingBook book, RandomIds ids, TimeProvider time)
{
    private const long NanoPerCent = 10_000_000;

    /// <summary>Tells.</summary>
    public async Task RunAsync(HttpContext http, ClientCall call)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (Credential.Check(gate, http, call, time, out var grant) is { } failure)
        {
            await ErrorResponse.WriteAsync(http, call.Dialect, failure, ids.Next("req_"));
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(Write(grant!), http.RequestAborted);
    }

    private byte[] Write(KeyGrant grant)
    {
        var nowUs = Moment.Us(time.GetUtcNow());
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteWorst(json, grant, nowUs);
            json.WriteStartArray("limits");
            foreach (var account in grant.Accounts)
            {
                var standing = book.StandingOf(account, nowUs);
                json.WriteStartObject();
                json.WriteString("scope", account.Budget.Scope.Kind.ToString().ToLowerInvariant());
                json.WriteString("period", account.Budget.Period.ToString().ToLowerInvariant());
                WriteCents(json, in standing);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteWorst(Utf8JsonWriter json, KeyGrant grant, long nowUs)
    {
        SpendingStanding? worst = null;
        foreach (var account in grant.Accounts)
        {
            var standing = book.StandingOf(account, nowUs);
            worst = worst is null || Share(standing) > Share(worst.Value) ? standing : worst;
        }

        json.WriteStartObject("extra_usage");
        json.WriteBoolean("is_enabled", worst is not null);
        if (worst is { } found)
        {
            json.WriteNumber("monthly_limit", found.CapNanoUsd / NanoPerCent);
            WriteCents(json, in found);
        }

        json.WriteEndObject();
    }

    private static void WriteCents(Utf8JsonWriter json, in SpendingStanding standing)
    {
        json.WriteNumber("limit_cents", standing.CapNanoUsd / NanoPerCent);
        json.WriteNumber("used_cents", (standing.SpentNanoUsd + NanoPerCent - 1) / NanoPerCent);
        json.WriteNumber("used_credits", (standing.SpentNanoUsd + NanoPerCent - 1) / NanoPerCent);
        json.WriteNumber("utilization", Math.Round(Share(standing) * 100, 1));
        json.WriteString("resets_at", Moment.At(standing.ResetUs));
    }

    private static double Share(SpendingStanding standing) => standing.CapNanoUsd <= 0 ? 1 : (double)standing.SpentNanoUsd / standing.CapNanoUsd;
}
