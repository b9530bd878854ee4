using Dragoman.Bench.Fixtures;
using Dragoman.Dialects;
using Dragoman.Dialects.Json;

namespace Dragoman.Bench.Micro;

/// <summary>
/// P1: from the bytes of a Messages request to the bytes for an upstream of another dialect, all objects of an attempt included.
/// How does that compare with one pass of the tokenizer?
/// </summary>
internal static class P01RequestTranslation
{
    public static IEnumerable<Row> Rows()
    {
        foreach (var dialect in Translations.Upstream)
        {
            yield return Of(dialect, "2 KB", RequestBodies.Make(2_000)) with { Must = 0 };
            yield return Of(dialect, "77 KB", RequestBodies.Make(77_000));
            yield return Of(dialect, "700 KB", RequestBodies.Make(700_000));
            foreach (var (name, body) in RequestBodies.Captured())
            {
                yield return Of(dialect, name, body) with { IsBudgeted = false };
            }
        }
    }

    private static Row Of(IDialect dialect, string size, byte[] body) =>
        new("P1", $"request to {dialect.Name}, {size}", () => Translate(dialect, body)) { Baseline = Scan.Of(body), Must = 0.6 };

    private static void Translate(IDialect dialect, byte[] body)
    {
        using var request = Translations.Read(body);
        using var output = new ByteWriter(body.Length + (16 * 1024));
        if (dialect.WriteRequest(Translations.For(request, Translations.ModelOf(dialect)), output) is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }
    }
}
