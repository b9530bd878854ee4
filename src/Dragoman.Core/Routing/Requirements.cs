namespace Dragoman.Core.Routing;

/// <summary>
/// What a target must be, whatever strategy, health or failure say (D14): nothing is sent elsewhere, and a turn for which nothing else
/// is left is refused.
/// </summary>
/// <param name="Residency">Places of which the upstream must be in one; empty for any. <c>eu</c> is also <c>eu-west-1</c>.</param>
/// <param name="DataPolicy">Promises that the upstream must have made, every one of them.</param>
public sealed record Requirements(IReadOnlyList<string> Residency, IReadOnlyList<string> DataPolicy)
{
    /// <summary>Nothing is required.</summary>
    public static Requirements None { get; } = new([], []);

    /// <summary>Why an upstream may not be used; null where it may.</summary>
    public string? Bars(Upstream upstream)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        if (Residency.Count > 0 && !IsIn(upstream.Residency, Residency))
        {
            return upstream.Residency is null
                ? $"is in no known place, and must be in {string.Join(" or ", Residency)}"
                : $"is in {upstream.Residency}, and must be in {string.Join(" or ", Residency)}";
        }

        foreach (var promise in DataPolicy)
        {
            if (!upstream.DataPolicy.Contains(promise, StringComparer.OrdinalIgnoreCase))
            {
                return $"has not promised {promise}";
            }
        }

        return null;
    }

    /// <summary>Whether a place is one of those, or a part of one. A place that is not known is in none.</summary>
    public static bool IsIn(string? place, IReadOnlyList<string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        if (place is null)
        {
            return false;
        }

        for (var i = 0; i < places.Count; i++)
        {
            if (place.StartsWith(places[i], StringComparison.OrdinalIgnoreCase) && (place.Length == places[i].Length || place[places[i].Length] == '-'))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(Requirements? other) => other is not null && Residency.SequenceEqual(other.Residency) && DataPolicy.SequenceEqual(other.DataPolicy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Residency.Count, DataPolicy.Count);

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(',', Residency)};{string.Join(',', DataPolicy)}";
}
