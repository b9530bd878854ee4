using Dragoman.Core.Rules;

namespace Dragoman.Core.Configuration;

/// <summary>A rule that picks a route for requests that ask for no particular one.</summary>
/// <param name="Name">The policy's name; clients may ask for it like for a model.</param>
/// <param name="Rule">The compiled rule.</param>
/// <param name="At">Where it is written.</param>
public sealed record PolicyConfig(string Name, Rule Rule, Spot At = default)
{
    /// <summary>From a place in the rule to its place in the file; null where the rule came from no file.</summary>
    internal Func<int, int, Spot>? Places { get; init; }
}
