using System.Text.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>JSON to the letter (RFC 8259). The cursor that reads requests skips over containers without looking at all of them.</summary>
internal static class StrictJson
{
    /// <summary>True for exactly one value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
