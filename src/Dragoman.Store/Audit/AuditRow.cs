using Dragoman.Store.Turns;

namespace Dragoman.Store.Audit;

internal sealed class AuditRow
{
    public const string Columns =
        "seq, at_us, class, actor, action, target, outcome, address, request_id, detail, salt, content_hash, hash, deleted_by";

    public long Seq { get; set; }

    public long AtUs { get; set; }

    public string Class { get; set; } = string.Empty;

    public string? Actor { get; set; }

    public string? Action { get; set; }

    public string? Target { get; set; }

    public string? Outcome { get; set; }

    public string? Address { get; set; }

    public string? RequestId { get; set; }

    public string? Detail { get; set; }

    public byte[]? Salt { get; set; }

    public byte[] ContentHash { get; set; } = [];

    public byte[] Hash { get; set; } = [];

    public long? DeletedBy { get; set; }

    public AuditRecord Read()
    {
        var known = EnumText<AuditClass>.Parse(Class);
        var entry = Salt is null ? null : new AuditEntry
        {
            Class = known ?? default,
            Action = Action ?? string.Empty,
            Actor = Actor ?? string.Empty,
            Target = Target,
            Outcome = Outcome,
            Address = Address,
            RequestId = RequestId,
            Detail = Detail,
            At = MicroTime.Time(AtUs),
        };
        return new AuditRecord(Seq, MicroTime.Time(AtUs), known, entry, Hash, DeletedBy);
    }
}
