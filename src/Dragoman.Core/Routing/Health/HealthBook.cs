using System.Collections.Concurrent;

namespace Dragoman.Core.Routing.Health;

/// <summary>
/// The health of every target, by upstream and model. It outlives policies: what is down stays known when a configuration is loaded.
/// </summary>
public sealed class HealthBook(HealthOptions? options = null)
{
    // Targets come from the configuration and from names that clients make up; those must not fill the memory.
    private const int MaxTargets = 4096;

    private readonly HealthOptions _options = options ?? new HealthOptions();
    private readonly ConcurrentDictionary<string, TargetHealth> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RoundCounter> _rounds = new(StringComparer.Ordinal);
    private readonly TargetHealth _others = new(new HealthOptions { Failures = int.MaxValue, FailuresInWindow = int.MaxValue });

    /// <summary>Every target that was ever asked.</summary>
    public IEnumerable<KeyValuePair<string, TargetHealth>> All => _targets;

    /// <summary>A target's health.</summary>
    public TargetHealth Of(RouteTarget target) => _targets.TryGetValue(target.Name, out var known) ? known : Add(target.Name);

    /// <summary>The next number of a route's round.</summary>
    internal int Next(string route)
    {
        if (!_rounds.TryGetValue(route, out var counter))
        {
            counter = _rounds.Count < MaxTargets ? _rounds.GetOrAdd(route, static _ => new RoundCounter()) : new RoundCounter();
        }

        return counter.Next();
    }

    private TargetHealth Add(string name) =>
        _targets.Count < MaxTargets ? _targets.GetOrAdd(name, static (_, options) => new TargetHealth(options), _options) : _others;

    private sealed class RoundCounter
    {
        private int _value = -1;

        public int Next() => Interlocked.Increment(ref _value) & int.MaxValue;
    }
}
