using System.Globalization;

namespace Dragoman.Bench.Micro;

/// <summary>P14: how many records a second go into SQLite, batched as in the gateway, indexes included?</summary>
internal static class P14LedgerRows
{
    private const int Batch = 5_000;
    private const double SlowestNanoseconds = 1e9 / 60_000;

    public static IEnumerable<Row> Rows()
    {
        var ledger = TemporaryLedger.Open();
        var next = 0;
        yield return new("P14", "record into SQLite", () =>
        {
            for (var i = 0; i < Batch; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"req_{next++:D24}");
                var record = ledger.Writer.Rent(id, DateTimeOffset.UnixEpoch.AddMilliseconds(next));
                P10Bookkeeping.Fill(record);
                ledger.Writer.TryWrite(record);
            }

            ledger.Empty();
        })
        {
            Operations = Batch,
            MaxCalls = 1,
            Must = SlowestNanoseconds,
            IsBudgeted = false,
        };
    }
}
