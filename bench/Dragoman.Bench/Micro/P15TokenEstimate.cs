using Dragoman.Bench.Fixtures;
using Dragoman.Core.Tokens;

namespace Dragoman.Bench.Micro;

/// <summary>P15: how long does counting a request's tokens take on the path?</summary>
internal static class P15TokenEstimate
{
    public static IEnumerable<Row> Rows()
    {
        var body = RequestBodies.Make(77_000);
        var request = Translations.Read(body);
        yield return new("P15", "estimate from the bytes, 77 KB", () => TokenEstimator.Estimate(body, 40, 19)) { Must = 10_000 };
        yield return new("P15", "estimate from the model, 77 KB", () => TokenEstimator.Estimate(request)) { Must = 10_000 };
    }
}
