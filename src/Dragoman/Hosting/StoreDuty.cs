namespace Dragoman.Hosting;

/// <summary>Something that is to be done to the store from time to time.</summary>
/// <param name="Name">What, for the log.</param>
/// <param name="Every">From one time to the next.</param>
/// <param name="Deadline">How long it may take; what is left undone then is the next time's.</param>
/// <param name="Do">Does it, and says what it did; null where there was nothing to do.</param>
internal sealed record StoreDuty(string Name, TimeSpan Every, TimeSpan Deadline, Func<CancellationToken, Task<string?>> Do);
