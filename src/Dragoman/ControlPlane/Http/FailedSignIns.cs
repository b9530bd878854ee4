namespace Dragoman.ControlPlane.Http;

/// <summary>
/// Counts wrong credentials by address. Behind the bound an address is refused unheard for the rest of the minute, so that nobody
/// can guess for long, or fill the audit log by trying.
/// </summary>
internal sealed class FailedSignIns(TimeProvider time)
{
    /// <summary>Wrong credentials that an address may show in a minute.</summary>
    public const int PerMinute = 20;

    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Since, int Count)> _byAddress = new(StringComparer.Ordinal);

    /// <summary>How long the address must wait; null where it may try.</summary>
    public TimeSpan? Blocked(string address)
    {
        lock (_lock)
        {
            return _byAddress.TryGetValue(address, out var entry) && entry.Count >= PerMinute
                && time.GetElapsedTime(entry.Since) is var elapsed && elapsed < Window
                    ? Window - elapsed
                    : null;
        }
    }

    /// <summary>Notes one.</summary>
    public void Add(string address)
    {
        lock (_lock)
        {
            if (_byAddress.Count >= MaxAddresses)
            {
                _byAddress.Clear();
            }

            var now = time.GetTimestamp();
            _byAddress[address] = _byAddress.TryGetValue(address, out var entry) && time.GetElapsedTime(entry.Since) < Window
                ? (entry.Since, entry.Count + 1)
                : (now, 1);
        }
    }
}
