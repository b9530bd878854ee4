namespace Dragoman.Core.Configuration;

/// <summary>Which of a router's providers may serve a turn, and in which order (D15).</summary>
/// <param name="Members">The members of the body's <c>provider</c>, each with its JSON.</param>
/// <param name="Models">The models to fall back to, in order.</param>
public sealed record RoutingPreferences(IReadOnlyList<KeyValuePair<string, string>> Members, IReadOnlyList<string> Models)
{
    /// <summary>Those of <paramref name="under"/> with these on top, member by member.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Over(IReadOnlyList<KeyValuePair<string, string>> under) =>
        [.. under.Where(member => Members.All(mine => mine.Key != member.Key)), .. Members];

    /// <summary>The content, for versions and comparisons.</summary>
    public override string ToString() => $"{string.Join(',', Members.Select(member => $"{member.Key}={member.Value}"))};{string.Join(',', Models)}";
}
