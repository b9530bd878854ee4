using Dragoman.Core.Routing;

namespace Dragoman.Core.Capabilities;

/// <summary>What was measured of models, by upstream. Immutable; compiled into a snapshot with the configuration (N02, A19).</summary>
public sealed class Measurements
{
    private readonly Dictionary<(string Upstream, string Model), (string Endpoint, MeasuredTraits Traits)> _known = [];
    private readonly MeasuredTraits? _always;

    private Measurements(MeasuredTraits? always) => _always = always;

    /// <summary>Takes the checks of any number of models.</summary>
    public Measurements(IEnumerable<CapabilityCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        foreach (var model in checks.GroupBy(static check => (check.Upstream, check.Model, check.Endpoint)))
        {
            var traits = MeasuredTraits.Of([.. model]);
            var key = (model.Key.Upstream, model.Key.Model);
            if (!_known.TryGetValue(key, out var other) || other.Traits.At < traits.At)
            {
                _known[key] = (model.Key.Endpoint, traits);
            }
        }
    }

    /// <summary>Nothing was measured.</summary>
    public static Measurements None { get; } = new([]);

    /// <summary>For measuring: every model may do everything, so that nothing is kept from it.</summary>
    public static Measurements Optimistic { get; } = new(MeasuredTraits.Everything);

    /// <summary>What was measured of this model; null where nothing was, or at another address.</summary>
    public MeasuredTraits? Find(Upstream upstream, string model)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        return _always
            ?? (_known.TryGetValue((upstream.Id, model), out var found) && found.Endpoint == upstream.Endpoint.AbsoluteUri ? found.Traits : null);
    }
}
