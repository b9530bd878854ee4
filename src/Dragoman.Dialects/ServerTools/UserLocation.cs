using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>Where the user is, roughly; each part may be empty.</summary>
/// <param name="City">The city.</param>
/// <param name="Region">The region or state.</param>
/// <param name="Country">The country as ISO 3166-1 alpha-2.</param>
/// <param name="TimeZone">The IANA time zone.</param>
public sealed record UserLocation(string City, string Region, string Country, string TimeZone)
{
    /// <summary>The places in words: <c>Bonn, NRW, DE</c>.</summary>
    public string Words => string.Join(", ", new[] { City, Region, Country }.Where(part => part.Length > 0));

    internal static UserLocation? Read(ReadOnlySpan<byte> raw, Slice value)
    {
        var cursor = new JsonCursor(raw, value.Start, value.End);
        if (value.IsEmpty || cursor.Peek() != JsonKind.Object)
        {
            return null;
        }

        var location = new UserLocation(string.Empty, string.Empty, string.Empty, string.Empty);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var slice = cursor.ReadStringOrSkip();
            if (slice.IsEmpty)
            {
                continue;
            }

            var text = JsonStrings.Decode(raw.Slice(slice.Start, slice.Length));
            text = text.Length > 100 || text.Any(char.IsControl) ? string.Empty : text;
            location = name switch
            {
                _ when name.SequenceEqual("city"u8) => location with { City = text },
                _ when name.SequenceEqual("region"u8) => location with { Region = text },
                _ when name.SequenceEqual("country"u8) => location with { Country = text },
                _ when name.SequenceEqual("timezone"u8) => location with { TimeZone = text },
                _ => location,
            };
        }

        return location.Words.Length + location.TimeZone.Length > 0 ? location : null;
    }
}
