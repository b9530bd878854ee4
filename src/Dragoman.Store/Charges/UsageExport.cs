using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dragoman.Store.Charges;

/// <summary>Writes usage for people who charge it to others (F09). Money is written in full: nine digits, no rounding.</summary>
public static class UsageExport
{
    private static readonly string[] Header =
    [
        "start", "project", "user_id", "team_id", "customer_id", "upstream", "model", "turns", "failed", "unpriced",
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "web_searches", "cost_nano_usd", "cost_usd",
    ];

    /// <summary>Writes all rows and returns what they add up to.</summary>
    /// <param name="rows">The rows; by day or hour where the format is FOCUS, which wants to know when.</param>
    /// <param name="format">The format.</param>
    /// <param name="target">Where it goes; stays open.</param>
    /// <param name="cancellation">Gives up in the middle.</param>
    public static async Task<UsageTotal> WriteAsync(
        IAsyncEnumerable<UsageRow> rows, UsageFormat format, Stream target, CancellationToken cancellation = default)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        var (count, cost) = (0L, 0L);
        await writer.WriteAsync(format switch
        {
            UsageFormat.Json => "[",
            UsageFormat.Focus => Line(FocusRow.Header),
            _ => Line(Header),
        });
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await writer.WriteAsync(format switch
            {
                UsageFormat.Json => (count == 0 ? "\n" : ",\n") + JsonSerializer.Serialize(Shape(row)),
                UsageFormat.Focus => Line(FocusRow.Of(row)),
                _ => Line(Cells(row)),
            });
            count++;
            cost = checked(cost + row.CostNanoUsd);
        }

        if (format == UsageFormat.Json)
        {
            await writer.WriteAsync("\n]\n");
        }

        await writer.FlushAsync(cancellation);
        return new UsageTotal(count, cost);
    }

    /// <summary>Nano-dollars as dollars with all nine digits, e.g. <c>0.000000001</c>.</summary>
    public static string Dollars(long nanoUsd) => (nanoUsd / 1_000_000_000m).ToString("0.000000000", CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string?[] Cells(UsageRow row) =>
    [
        Time(row.Start), row.Project, row.UserId, row.TeamId, row.CustomerId, row.Upstream, row.Model,
        Number(row.Turns), Number(row.Failed), Number(row.Unpriced), Number(row.InputTokens), Number(row.CacheReadTokens),
        Number(row.CacheWriteTokens), Number(row.OutputTokens), Number(row.WebSearches), Number(row.CostNanoUsd), Dollars(row.CostNanoUsd),
    ];

    private static object Shape(UsageRow row) => new
    {
        start = row.Start is null ? null : Time(row.Start),
        project = row.Project,
        user_id = row.UserId,
        team_id = row.TeamId,
        customer_id = row.CustomerId,
        upstream = row.Upstream,
        model = row.Model,
        turns = row.Turns,
        failed = row.Failed,
        unpriced = row.Unpriced,
        input_tokens = row.InputTokens,
        cache_read_tokens = row.CacheReadTokens,
        cache_write_tokens = row.CacheWriteTokens,
        output_tokens = row.OutputTokens,
        web_searches = row.WebSearches,
        cost_nano_usd = row.CostNanoUsd,
        cost_usd = Dollars(row.CostNanoUsd),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    // A spreadsheet takes a cell that begins so for a formula; names come from clients.
    private static string Cell(string? text)
    {
        text ??= string.Empty;
        if (text.Length > 0 && (text[0] is '=' or '+' or '@' or '\t' or '\r' || (text[0] == '-' && !decimal.TryParse(text, CultureInfo.InvariantCulture, out _))))
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
