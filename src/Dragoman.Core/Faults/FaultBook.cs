namespace Dragoman.Core.Faults;

/// <summary>The faults in force on this node. Held in memory only: a start ends them all. Thread-safe.</summary>
public sealed class FaultBook
{
    /// <summary>The most faults at one time.</summary>
    public const int Max = 50;

    private readonly Lock _lock = new();
    private FaultRule[] _rules = [];

    /// <summary>True where there is none, which is nearly always.</summary>
    public bool IsEmpty => Volatile.Read(ref _rules).Length == 0;

    /// <summary>The first that fits an attempt; null for none.</summary>
    /// <inheritdoc cref="FaultRule.Fits"/>
    public FaultRule? Find(string route, string upstream, int draw, DateTimeOffset now)
    {
        foreach (var rule in Volatile.Read(ref _rules))
        {
            if (rule.Fits(route, upstream, draw, now))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>Everything in force.</summary>
    public IReadOnlyList<FaultRule> All(DateTimeOffset now)
    {
        lock (_lock)
        {
            Volatile.Write(ref _rules, [.. _rules.Where(rule => now < rule.EndsAt)]);
            return _rules;
        }
    }

    /// <summary>Puts one in. False where there are too many.</summary>
    public bool TryAdd(FaultRule rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_lock)
        {
            if (All(now).Count >= Max)
            {
                return false;
            }

            Volatile.Write(ref _rules, [.. _rules, rule]);
            return true;
        }
    }

    /// <summary>Ends one before its time; null where there is none of that id.</summary>
    public FaultRule? End(string id)
    {
        lock (_lock)
        {
            var found = Array.Find(_rules, rule => rule.Id == id);
            Volatile.Write(ref _rules, [.. _rules.Where(rule => rule.Id != id)]);
            return found;
        }
    }
}
