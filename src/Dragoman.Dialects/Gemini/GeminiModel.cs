using System.Globalization;

namespace Dragoman.Dialects.Gemini;

/// <summary>What a model's id says of its generation: thinking is told, and signatures are demanded, by generation.</summary>
/// <param name="Major">The generation; of an id without a number the newest, as such ids (<c>gemini-flash-latest</c>) move with it.</param>
/// <param name="Minor">The number behind the dot.</param>
/// <param name="Size">Which of a generation's models it is.</param>
public readonly record struct GeminiModel(int Major, int Minor, GeminiSize Size)
{
    private const int Newest = 3;

    /// <summary>From this generation on the first call of a step needs a signature, and thinking is told as a level (H-114, H-382).</summary>
    public bool IsThree => Major >= 3;

    /// <summary>Thinks with a budget of tokens.</summary>
    public bool HasBudget => Major == 2 && Minor >= 5;

    /// <summary>Reads an id, with or without <c>models/</c> or a publisher in front.</summary>
    public static GeminiModel Of(string id)
    {
        var name = id.AsSpan(id.LastIndexOf('/') + 1);
        var size = name.Contains("flash-lite", StringComparison.OrdinalIgnoreCase) ? GeminiSize.FlashLite
            : name.Contains("flash", StringComparison.OrdinalIgnoreCase) ? GeminiSize.Flash
            : GeminiSize.Pro;
        if (!name.StartsWith("gemini-", StringComparison.OrdinalIgnoreCase))
        {
            // Gemma and whatever else is served beside it: neither thinking nor signatures.
            return new GeminiModel(1, 0, size);
        }

        var number = name["gemini-".Length..];
        var end = number.IndexOf('-');
        number = end < 0 ? number : number[..end];
        var dot = number.IndexOf('.');
        if (!int.TryParse(dot < 0 ? number : number[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major))
        {
            return new GeminiModel(Newest, 0, size);
        }

        var minor = dot >= 0 && int.TryParse(number[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var second) ? second : 0;
        return new GeminiModel(major, minor, size);
    }
}
