namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of a mapping that were there and right.</summary>
internal sealed class BoundMembers(Spot at, BindContext context)
{
    private readonly Dictionary<string, (object Value, Spot At)> _values = new(StringComparer.Ordinal);

    /// <summary>Where the mapping stands.</summary>
    public Spot At { get; } = at;

    public BindContext Context { get; } = context;

    /// <summary>True where a required member is missing or any was wrong; errors were noted.</summary>
    public bool IsBroken { get; set; }

    public IEnumerable<string> Names => _values.Keys;

    public void Set(string name, object value, Spot at) => _values[name] = (value, at);

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value of a reference type; null where it is not there.</summary>
    public T? Get<T>(string name)
        where T : class => _values.TryGetValue(name, out var found) ? (T)found.Value : null;

    /// <summary>The value of a value type; null where it is not there.</summary>
    public T? Value<T>(string name)
        where T : struct => _values.TryGetValue(name, out var found) ? (T)found.Value : null;

    public IReadOnlyList<T> List<T>(string name) => Get<List<T>>(name) ?? [];

    /// <summary>Where a member's value stands; the mapping's place where it is not there.</summary>
    public Spot SpotOf(string name) => _values.TryGetValue(name, out var found) ? found.At : At;
}
