namespace Dragoman.Core.Spending;

/// <summary>The accounts that a turn's money comes from; all must have some.</summary>
/// <param name="Holder">Of the key, user, team, customer and organisation, the innermost first.</param>
/// <param name="Project">Of the repository.</param>
/// <param name="Upstream">Of the upstream's account.</param>
public readonly record struct SpendingLevels(SpendingAccount[] Holder, SpendingAccount[] Project, SpendingAccount[] Upstream)
{
    /// <summary>No budget at all.</summary>
    public static SpendingLevels None { get; } = new([], [], []);

    /// <summary>True where nothing is capped.</summary>
    public bool IsEmpty => Holder.Length == 0 && Project.Length == 0 && Upstream.Length == 0;
}
