namespace Dragoman.Core.Importing;

/// <summary>A route while it is put together.</summary>
internal sealed class DraftRoute(string name)
{
    public string Name { get; } = name;

    public string? Strategy { get; set; }

    public List<DraftTarget> Targets { get; init; } = [];

    public SortedSet<string> FallbackOn { get; } = new(StringComparer.Ordinal);

    public int? Attempts { get; set; }

    public string? Degraded { get; set; }
}

/// <summary>A target of a route while it is put together.</summary>
internal sealed record DraftTarget(string Upstream, string Model)
{
    public decimal? Weight { get; init; }
}
