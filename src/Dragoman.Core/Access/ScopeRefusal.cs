using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Access;

/// <summary>Something that a policy does not allow (G01).</summary>
/// <param name="Policy">The policy that stands in the way.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">What was asked for.</param>
/// <param name="Allowed">What it allows instead.</param>
public sealed record ScopeRefusal(string Policy, ScopeKind Kind, string Name, IReadOnlyList<string> Allowed)
{
    private const int MaxNamed = 40;
    private const int MaxName = 200;

    /// <summary>The same for the client: 400, or 403 where it is the place that is wrong, and no use in trying again.</summary>
    public Failure AsFailure() => Kind == ScopeKind.Network
        ? new(FailureCause.Permission, 403, $"Requests from {Name} are not allowed by the access policy of {Policy}; it allows {List()}.")
        {
            Side = FailureSide.Client,
            ShouldRetry = false,
        }
        : new(FailureCause.InvalidRequest, 400, $"The {Word()} \"{Short()}\" is not allowed by the access policy of {Policy}; allowed: {List()}.")
        {
            Side = FailureSide.Client,
            ShouldRetry = false,
        };

    private string Word() => Kind.ToString().ToLowerInvariant();

    private string Short() => Name.Length > MaxName ? Name[..MaxName] : Name;

    private string List() => Allowed.Count == 0
        ? "nothing"
        : string.Join(", ", Allowed.Take(MaxNamed)) + (Allowed.Count > MaxNamed ? ", …" : string.Empty);
}
