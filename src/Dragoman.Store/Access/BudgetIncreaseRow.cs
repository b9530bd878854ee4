using Dragoman.Core.Spending;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Access;

internal sealed class BudgetIncreaseRow
{
    public static readonly RowSql<BudgetIncreaseRow> Sql = new("budget_increases", nameof(Id));

    public string Id { get; set; } = string.Empty;

    public string BudgetId { get; set; } = string.Empty;

    public string AskedBy { get; set; } = string.Empty;

    public string? HolderKind { get; set; }

    public string? HolderId { get; set; }

    public long AmountNanoUsd { get; set; }

    public long Hours { get; set; }

    public string? Reason { get; set; }

    public string Status { get; set; } = string.Empty;

    public long CreatedAtUs { get; set; }

    public string? DecidedBy { get; set; }

    public long? DecidedAtUs { get; set; }

    public long Version { get; set; }

    public static BudgetIncreaseRow Of(BudgetIncrease increase) => new()
    {
        Id = increase.Id,
        BudgetId = increase.BudgetId,
        AskedBy = increase.AskedBy,
        HolderKind = HolderText.Kind(increase.Holder),
        HolderId = increase.Holder?.Id,
        AmountNanoUsd = increase.AmountNanoUsd,
        Hours = increase.Hours,
        Reason = increase.Reason,
        Status = EnumText<IncreaseStatus>.Of(increase.Status),
        CreatedAtUs = MicroTime.Of(increase.CreatedAt),
        DecidedBy = increase.DecidedBy,
        DecidedAtUs = MicroTime.Of(increase.DecidedAt),
        Version = increase.Version,
    };

    public BudgetIncrease Read() => new()
    {
        Id = Id,
        BudgetId = BudgetId,
        AskedBy = AskedBy,
        Holder = HolderText.Read(HolderKind, HolderId),
        AmountNanoUsd = AmountNanoUsd,
        Hours = (int)Hours,
        Reason = Reason,
        Status = EnumText<IncreaseStatus>.Parse(Status) ?? throw HolderText.Unknown("status of a budget increase", Status),
        CreatedAt = MicroTime.Time(CreatedAtUs),
        DecidedBy = DecidedBy,
        DecidedAt = MicroTime.Time(DecidedAtUs),
        Version = Version,
    };
}
