using Dragoman.Core.Access;

namespace Dragoman.Core.Spending;

/// <summary>One budget as a node's <see cref="SpendingBook"/> carries it. It outlives changes of the budget's terms.</summary>
public sealed class SpendingAccount
{
    private readonly Lock _gate;
    private readonly List<SpendingSlice> _slices = [];
    private SpendingSlice? _current;

    internal SpendingAccount(Budget budget, Lock gate)
    {
        _gate = gate;
        (Budget, Zone, Model) = (budget, Find(budget.TimeZone), NamePattern.Of(budget.Model));
    }

    /// <summary>Its terms in force.</summary>
    public Budget Budget { get; private set; }

    internal TimeZoneInfo Zone { get; private set; }

    internal NamePattern? Model { get; private set; }

    /// <summary>The slices that something is still kept of. Touched only under the book's lock.</summary>
    internal List<SpendingSlice> Slices => _slices;

    /// <summary>True where turns of this model count. Allocates nothing.</summary>
    /// <param name="requested">The model as the client asked for it.</param>
    /// <param name="model">The model's id at the upstream.</param>
    public bool Counts(string requested, string model) => Model is not { } pattern || pattern.Fits(requested) || pattern.Fits(model);

    /// <summary>New terms, from now on. What was spent stays; another length of the window counts from its own beginning.</summary>
    internal void Change(Budget budget)
    {
        lock (_gate)
        {
            if (budget.Period != Budget.Period || budget.Rolling != Budget.Rolling || budget.TimeZone != Budget.TimeZone)
            {
                _current = null;
            }

            // What the store denied, it denied under the old terms: whoever was given more has it with the next turn (F16).
            foreach (var slice in _slices)
            {
                slice.DeniedUntilUs = 0;
            }

            (Budget, Zone, Model) = (budget, Find(budget.TimeZone), NamePattern.Of(budget.Model));
        }
    }

    /// <summary>The slice that runs; made when the window turns. Under the book's lock.</summary>
    internal SpendingSlice At(long nowUs)
    {
        if (_current is { } current && nowUs < current.Window.SliceEndUs && nowUs >= current.Window.SliceStartUs)
        {
            return current;
        }

        var window = BudgetCalendar.At(Budget.Period, Budget.Rolling, Zone, nowUs);
        foreach (var slice in _slices)
        {
            if (slice.Window == window)
            {
                return _current = slice;
            }
        }

        var made = new SpendingSlice(this, window);
        _slices.Add(made);
        return _current = made;
    }

    /// <summary>Forgets a slice that is over and told. Under the book's lock.</summary>
    internal void Forget(SpendingSlice slice)
    {
        _slices.Remove(slice);
        _current = ReferenceEquals(_current, slice) ? null : _current;
    }

    /// <summary>What all nodes have settled in the slice's window, as far as this node knows, and what it has itself.</summary>
    internal long Spent(SpendingSlice slice)
    {
        var sum = slice.StoredNanoUsd;
        foreach (var other in _slices)
        {
            sum += Counts(slice, other) ? other.UnsettledNanoUsd + other.InFlightNanoUsd : 0;
        }

        return sum;
    }

    /// <summary>What running turns may yet spend of the slice's window.</summary>
    internal long Reserved(SpendingSlice slice)
    {
        var sum = 0L;
        foreach (var other in _slices)
        {
            sum += Counts(slice, other) ? other.ReservedNanoUsd : 0;
        }

        return sum;
    }

    internal static bool Counts(SpendingSlice slice, SpendingSlice other) =>
        other.Window.SliceStartUs >= slice.Window.WindowStartUs && other.Window.SliceStartUs <= slice.Window.SliceStartUs;

    private static TimeZoneInfo Find(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
