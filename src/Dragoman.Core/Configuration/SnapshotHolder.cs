namespace Dragoman.Core.Configuration;

/// <summary>The snapshot in force. Replacing it is one write; whoever read the old one keeps it (C05).</summary>
public sealed class SnapshotHolder
{
    private PolicySnapshot _current;

    /// <summary>Starts with a snapshot.</summary>
    public SnapshotHolder(PolicySnapshot first) => _current = first;

    /// <summary>The snapshot in force. Read it once per request.</summary>
    public PolicySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Puts another one in force.</summary>
    public void Swap(PolicySnapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Volatile.Write(ref _current, next);
    }
}
