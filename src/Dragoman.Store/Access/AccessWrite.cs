namespace Dragoman.Store.Access;

/// <summary>What became of changes. All of them were made, or none.</summary>
/// <param name="Outcome">Whether they were made, and if not, why not.</param>
/// <param name="Revision">The store's revision with them in it; 0 where they were not made.</param>
/// <param name="Failed">The first change that could not be made, counted from 0; -1 where all were.</param>
public sealed record AccessWrite(AccessOutcome Outcome, long Revision, int Failed)
{
    /// <summary>True where the changes were made.</summary>
    public bool IsDone => Outcome == AccessOutcome.Done;
}
