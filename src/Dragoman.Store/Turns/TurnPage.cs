namespace Dragoman.Store.Turns;

/// <summary>Some turns, the youngest first.</summary>
/// <param name="Turns">The turns.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record TurnPage(IReadOnlyList<TurnRecord> Turns, TurnCursor? Next);
