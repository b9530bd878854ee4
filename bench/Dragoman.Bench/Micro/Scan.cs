using System.Text.Json;

namespace Dragoman.Bench.Micro;

/// <summary>The yardstick: one pass of the standard tokenizer over the same bytes.</summary>
internal static class Scan
{
    /// <summary>An action that scans.</summary>
    public static Action Of(byte[] json) => () =>
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
        }
    };
}
