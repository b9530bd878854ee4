namespace Dragoman.Bench.Micro;

/// <summary>All rows, in the order of the budget table.</summary>
internal static class MicroRows
{
    /// <summary>The rows of these ids; all of them where none is named.</summary>
    public static IEnumerable<Row> Of(IReadOnlyCollection<string> ids)
    {
        foreach (var (id, rows) in All)
        {
            if (ids.Count == 0 || ids.Contains(id, StringComparer.OrdinalIgnoreCase))
            {
                foreach (var row in rows())
                {
                    yield return row;
                }
            }
        }
    }

    private static readonly (string Id, Func<IEnumerable<Row>> Rows)[] All =
    [
        ("P1", P01RequestTranslation.Rows),
        ("P2", P02Passthrough.Rows),
        ("P3", P03StreamedChunk.Rows),
        ("P10", P10Admission.Rows),
        ("P10", P10Bookkeeping.Rows),
        ("P11", P11RouteDecision.Rows),
        ("P14", P14LedgerRows.Rows),
        ("P15", P15TokenEstimate.Rows),
    ];
}
