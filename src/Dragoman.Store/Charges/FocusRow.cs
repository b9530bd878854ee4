using System.Globalization;
using System.Text.Json;

namespace Dragoman.Store.Charges;

/// <summary>
/// Usage in the columns of FOCUS 1.0 (FinOps Open Cost and Usage Specification). What the gateway cannot know (contracts, commitments,
/// invoices) is left empty; list price and billed price are the price that was applied.
/// </summary>
internal static class FocusRow
{
    public static readonly string[] Header =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd",
        "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodStart", "ChargePeriodEnd",
        "ConsumedQuantity", "ConsumedUnit", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity",
        "PricingUnit", "ProviderName", "PublisherName", "RegionId", "ResourceId", "ResourceName", "ResourceType", "ServiceCategory",
        "ServiceName", "SkuId", "SubAccountId", "SubAccountName", "Tags",
    ];

    public static string?[] Of(UsageRow row)
    {
        var start = row.Start ?? throw new ArgumentException("FOCUS wants to know when: sum up by day or hour.", nameof(row));
        var month = new DateTimeOffset(start.Year, start.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var cost = UsageExport.Dollars(row.CostNanoUsd);
        var tokens = (row.InputTokens + row.CacheReadTokens + row.CacheWriteTokens + row.OutputTokens).ToString(CultureInfo.InvariantCulture);
        return
        [
            cost, row.CustomerId, row.CustomerId, "USD", UsageExport.Time(month), UsageExport.Time(month.AddMonths(1)),
            "Usage", null, $"{row.Turns} turns", "Usage-Based", UsageExport.Time(start), UsageExport.Time(start.AddHours(row.IsHourly ? 1 : 24)),
            tokens, "Tokens", cost, cost, row.Upstream, cost, tokens,
            "Tokens", row.Upstream, row.Upstream, null, row.Model, row.Model, "Model", "AI and Machine Learning",
            "Large language models", row.Model, row.TeamId, row.TeamId, Tags(row),
        ];
    }

    private static string Tags(UsageRow row) => JsonSerializer.Serialize(new Dictionary<string, string>(
        new (string Key, string? Value)[] { ("project", row.Project), ("user", row.UserId), ("team", row.TeamId), ("customer", row.CustomerId) }
            .Where(tag => !string.IsNullOrEmpty(tag.Value)).Select(tag => KeyValuePair.Create(tag.Key, tag.Value!)),
        StringComparer.Ordinal));
}
