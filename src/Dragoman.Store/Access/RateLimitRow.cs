using Dragoman.Core.Limits;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Access;

internal sealed class RateLimitRow
{
    public static readonly RowSql<RateLimitRow> Sql = new("rate_limits", nameof(Id));

    public string Id { get; set; } = string.Empty;

    public string? ScopeKind { get; set; }

    public string? ScopeId { get; set; }

    public string? Model { get; set; }

    public string Metric { get; set; } = string.Empty;

    public long Amount { get; set; }

    public long PerUs { get; set; }

    public long? Burst { get; set; }

    public long? DisabledAtUs { get; set; }

    public long Version { get; set; }

    public static RateLimitRow Of(RateLimit limit) => new()
    {
        Id = limit.Id,
        ScopeKind = HolderText.Kind(limit.Scope),
        ScopeId = limit.Scope?.Id,
        Model = limit.Model,
        Metric = EnumText<LimitMetric>.Of(limit.Metric),
        Amount = limit.Amount,
        PerUs = MicroTime.Of(limit.Per),
        Burst = limit.Burst,
        DisabledAtUs = MicroTime.Of(limit.DisabledAt),
        Version = limit.Version,
    };

    public RateLimit Read() => new()
    {
        Id = Id,
        Scope = HolderText.Read(ScopeKind, ScopeId),
        Model = Model,
        Metric = EnumText<LimitMetric>.Parse(Metric) ?? throw HolderText.Unknown("metric", Metric),
        Amount = Amount,
        Per = MicroTime.Span(PerUs),
        Burst = Burst,
        DisabledAt = MicroTime.Time(DisabledAtUs),
        Version = Version,
    };
}
