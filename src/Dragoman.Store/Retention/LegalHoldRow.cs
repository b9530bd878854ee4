namespace Dragoman.Store.Retention;

internal sealed class LegalHoldRow
{
    public const string Columns = "id, class, session_id, user_id, from_us, until_us, reason, created_at_us, released_at_us";

    public string Id { get; set; } = string.Empty;

    public string? Class { get; set; }

    public string? SessionId { get; set; }

    public string? UserId { get; set; }

    public long? FromUs { get; set; }

    public long? UntilUs { get; set; }

    public string Reason { get; set; } = string.Empty;

    public long CreatedAtUs { get; set; }

    public long? ReleasedAtUs { get; set; }

    public LegalHold Read() => new()
    {
        Id = Id,
        Class = Class,
        SessionId = SessionId,
        UserId = UserId,
        From = MicroTime.Time(FromUs),
        Until = MicroTime.Time(UntilUs),
        Reason = Reason,
        CreatedAt = MicroTime.Time(CreatedAtUs),
        ReleasedAt = MicroTime.Time(ReleasedAtUs),
    };
}
