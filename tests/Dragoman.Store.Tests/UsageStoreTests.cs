using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Dragoman.Store.Turns;
using Dragoman.Store.Charges;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public abstract class UsageStoreTests(IDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task F09_sums_by_every_dimension_equal_the_turns_to_the_nano_dollar()
    {
        var usage = await Filled();
        await using var connection = await Open().ConnectAsync(Deadline);
        var truth = await connection.ExecuteScalarAsync<long>("SELECT CAST(sum(cost_nano_usd) AS BIGINT) FROM turns");

        foreach (var by in Enum.GetValues<UsageDimension>())
        {
            (await usage.SumAsync(new(), by, Deadline)).Sum(row => row.CostNanoUsd).ShouldBe(truth, by.ToString());
        }

        var projects = await usage.SumAsync(new(), UsageDimension.Project, Deadline);
        projects.Select(row => row.Project).ShouldBe(["", "dragoman/gateway", "o'neill, \"sons\"", "zebra"]);
        var gateway = projects[1];
        (gateway.Turns, gateway.Failed, gateway.Unpriced, gateway.InputTokens, gateway.CacheReadTokens, gateway.CacheWriteTokens, gateway.OutputTokens, gateway.WebSearches)
            .ShouldBe((3, 3, 0, 33, 36, 39, 45, 51));
        (projects[0].Unpriced, projects[0].Failed, projects[0].CostNanoUsd).ShouldBe((1, 0, 0), "an unknown price is told, and not a price of zero");
    }

    [Fact]
    public async Task Filters_and_hours_narrow_the_sums()
    {
        var usage = await Filled();

        (await usage.SumAsync(new() { UserId = "user_1" }, UsageDimension.None, Deadline))[0].Turns.ShouldBe(3);
        (await usage.SumAsync(new() { Since = TurnSamples.Start.AddHours(1) }, UsageDimension.None, Deadline))[0].Turns.ShouldBe(1);
        (await usage.SumAsync(new() { Until = TurnSamples.Start.AddHours(1) }, UsageDimension.Hour, Deadline))
            .ShouldHaveSingleItem().Start.ShouldBe(TurnSamples.Start);
        (await usage.SumAsync(new() { Project = "nobody" }, UsageDimension.None, Deadline)).ShouldHaveSingleItem().Turns.ShouldBe(0);
        (await usage.SumAsync(new(), UsageDimension.Day | UsageDimension.Model, Deadline)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(UsageFormat.Csv)]
    [InlineData(UsageFormat.Json)]
    [InlineData(UsageFormat.Focus)]
    public async Task F09_what_an_export_says_adds_up_to_the_ledger(UsageFormat format)
    {
        var usage = await Filled();
        var truth = (await usage.SumAsync(new(), UsageDimension.None, Deadline))[0].CostNanoUsd;
        using var target = new MemoryStream();

        var total = await UsageExport.WriteAsync(
            usage.StreamAsync(new(), UsageDimension.Day | UsageDimension.Project | UsageDimension.Upstream | UsageDimension.Model, Deadline), format, target, Deadline);

        total.ShouldBe(new UsageTotal(4, truth));
        var text = Encoding.UTF8.GetString(target.ToArray());
        var dollars = format == UsageFormat.Json
            ? JsonDocument.Parse(text).RootElement.EnumerateArray().Sum(row => decimal.Parse(row.GetProperty("cost_usd").GetString()!, CultureInfo.InvariantCulture))
            : Csv(text).Sum(row => decimal.Parse(row[format == UsageFormat.Csv ? "cost_usd" : "BilledCost"], CultureInfo.InvariantCulture));
        dollars.ShouldBe(truth / 1_000_000_000m);
        if (format == UsageFormat.Focus)
        {
            var row = Csv(text).First(row => row["Tags"].Contains("neill", StringComparison.Ordinal));
            (row["ChargePeriodStart"], row["ChargePeriodEnd"]).ShouldBe(("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"));
            (row["BillingPeriodStart"], row["BillingPeriodEnd"]).ShouldBe(("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"));
        }
    }

    [Fact]
    public async Task A_cell_that_a_spreadsheet_takes_for_a_formula_is_defused()
    {
        using var target = new MemoryStream();
        await UsageExport.WriteAsync(Rows(), UsageFormat.Csv, target, Deadline);

        Encoding.UTF8.GetString(target.ToArray()).ShouldContain("'=cmd|'/c calc'!A0");

        static async IAsyncEnumerable<UsageRow> Rows()
        {
            await Task.CompletedTask;
            yield return new UsageRow { Project = "=cmd|'/c calc'!A0" };
        }
    }

    private async Task<UsageStore> Filled()
    {
        var engine = Open();
        await using var writer = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance);
        for (var i = 0; i < 3; i++)
        {
            writer.TryWrite(TurnSamples.Full($"full{i}"));
        }

        writer.TryWrite(TurnSamples.Full("full0"));
        writer.TryWrite(TurnSamples.Small("unpriced"));
        var quoted = TurnSamples.Small("quoted", 10);
        (quoted.Project, quoted.CostNanoUsd) = ("o'neill, \"sons\"", 1);
        writer.TryWrite(quoted);
        var later = TurnSamples.Small("later", 3_600);
        (later.Project, later.CostNanoUsd) = ("zebra", 999_999_999);
        writer.TryWrite(later);
        await writer.FlushAsync(Deadline);
        (writer.Written, writer.Dropped).ShouldBe((6, 1), "the same turn twice is one turn");
        return new UsageStore(engine);
    }

    // RFC 4180, as a reader of somebody else's reads it.
    private static List<Dictionary<string, string>> Csv(string text)
    {
        var lines = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                lines[^1].Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    lines.Add([]);
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        return [.. lines.Skip(1).Where(line => line.Count > 0).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }
}
