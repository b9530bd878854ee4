namespace Dragoman.Store.Turns;

/// <summary>Writes batches of turns, with what is summed up of them. One caller at a time.</summary>
internal abstract class TurnInserter : IDisposable
{
    /// <summary>Writes all of them in one transaction, or none. Returns how many were new.</summary>
    /// <exception cref="System.Data.Common.DbException">The database or a lock is in the way; the next call opens anew.</exception>
    public abstract int Write(IReadOnlyList<TurnRecord> turns);

    /// <inheritdoc/>
    public abstract void Dispose();
}
