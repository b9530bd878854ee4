using System.Globalization;
using Dragoman.Core.Spending;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// The headers by which Claude Code shows how much of a cap is used, and warns from 75 and 95 per cent (contract, section 6). The upstream's
/// own ones never pass (H-268).
/// </summary>
internal static class UsageHeaders
{
    private const string Prefix = "anthropic-ratelimit-unified-";

    // 0.00 to 0.99: a cap that is reached is told by a 429, and one in its grace by the last of these.
    private static readonly string[] Utilization =
        [.. Enumerable.Range(0, 100).Select(percent => (percent / 100m).ToString("0.00", CultureInfo.InvariantCulture))];

    /// <summary>On the answer of a turn whose spending is capped.</summary>
    public static void Describe(IHeaderDictionary headers, Reservation? reservation)
    {
        if (reservation is not { Worst: not null })
        {
            return;
        }

        var permille = reservation.WorstPermille;
        headers[Prefix + "status"] = permille >= 750 ? "allowed_warning" : "allowed";
        headers[Prefix + "representative-claim"] = "overage";
        headers[Prefix + "overage-status"] = permille >= 750 ? "allowed_warning" : "allowed";
        headers[Prefix + "overage-utilization"] = Utilization[Math.Clamp(permille / 10, 0, 99)];
        headers[Prefix + "reset"] = reservation.WorstReset;
        headers[Prefix + "overage-reset"] = reservation.WorstReset;
        if (permille >= 750)
        {
            headers[Prefix + "overage-surpassed-threshold"] = permille >= 950 ? "0.95" : "0.75";
        }
    }

    /// <summary>On the 429 of a turn that a cap stops; without the claim and the overage's status, as the client wants it.</summary>
    public static void Describe(IHeaderDictionary headers, SpendingRefusal? refusal)
    {
        if (refusal is null or { IsLentOut: true })
        {
            return;
        }

        headers[Prefix + "status"] = "rejected";
        if (refusal.Budget is null)
        {
            headers[Prefix + "overage-disabled-reason"] = "fetch_error";
            return;
        }

        var reset = ((refusal.ResetUs + 999_999) / 1_000_000).ToString(CultureInfo.InvariantCulture);
        headers[Prefix + "reset"] = reset;
        headers[Prefix + "overage-reset"] = reset;
        headers[Prefix + "overage-utilization"] = "1";
        headers[Prefix + "overage-period"] = refusal.HeaderPeriod;
        headers[Prefix + "overage-disabled-reason"] = "org_spend_cap_reached";
    }
}
