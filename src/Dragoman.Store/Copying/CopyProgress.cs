namespace Dragoman.Store.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Table">The table that is copied.</param>
/// <param name="Rows">Its rows so far.</param>
public readonly record struct CopyProgress(string Table, long Rows);
