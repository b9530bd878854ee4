using Dragoman.Core.Spending;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Access;

internal sealed class BudgetRow
{
    public static readonly RowSql<BudgetRow> Sql = new("budgets", nameof(Id));

    public string Id { get; set; } = string.Empty;

    public string ScopeKind { get; set; } = string.Empty;

    public string ScopeId { get; set; } = string.Empty;

    public string? Model { get; set; }

    public long LimitNanoUsd { get; set; }

    public string Period { get; set; } = string.Empty;

    public long Rolling { get; set; }

    public string TimeZone { get; set; } = string.Empty;

    public long SoftPermille { get; set; }

    public long HardPermille { get; set; }

    public long IncreaseNanoUsd { get; set; }

    public long? IncreaseUntilUs { get; set; }

    public long? DisabledAtUs { get; set; }

    public long Version { get; set; }

    public static BudgetRow Of(Budget budget) => new()
    {
        Id = budget.Id,
        ScopeKind = HolderText.Kind(budget.Scope)!,
        ScopeId = budget.Scope.Id,
        Model = budget.Model,
        LimitNanoUsd = budget.LimitNanoUsd,
        Period = EnumText<BudgetPeriod>.Of(budget.Period),
        Rolling = budget.Rolling ? 1 : 0,
        TimeZone = budget.TimeZone,
        SoftPermille = budget.SoftPermille,
        HardPermille = budget.HardPermille,
        IncreaseNanoUsd = budget.IncreaseNanoUsd,
        IncreaseUntilUs = MicroTime.Of(budget.IncreaseUntil),
        DisabledAtUs = MicroTime.Of(budget.DisabledAt),
        Version = budget.Version,
    };

    public Budget Read() => new()
    {
        Id = Id,
        Scope = HolderText.Read(ScopeKind, ScopeId)!.Value,
        Model = Model,
        LimitNanoUsd = LimitNanoUsd,
        Period = EnumText<BudgetPeriod>.Parse(Period) ?? throw HolderText.Unknown("period", Period),
        Rolling = Rolling != 0,
        TimeZone = TimeZone,
        SoftPermille = (int)SoftPermille,
        HardPermille = (int)HardPermille,
        IncreaseNanoUsd = IncreaseNanoUsd,
        IncreaseUntil = MicroTime.Time(IncreaseUntilUs),
        DisabledAt = MicroTime.Time(DisabledAtUs),
        Version = Version,
    };
}
