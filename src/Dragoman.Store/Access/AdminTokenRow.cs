using Dragoman.Core.Access;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Access;

internal sealed class AdminTokenRow
{
    public static readonly RowSql<AdminTokenRow> Sql = new("admin_tokens", nameof(Id));

    public string Id { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Role { get; set; } = string.Empty;

    public string? UserId { get; set; }

    public string Prefix { get; set; } = string.Empty;

    public byte[] Hash { get; set; } = [];

    public long CreatedAtUs { get; set; }

    public long? ExpiresAtUs { get; set; }

    public long? RevokedAtUs { get; set; }

    public long Version { get; set; }

    public static AdminTokenRow Of(AdminToken token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Role = EnumText<AdminRole>.Of(token.Role),
        UserId = token.UserId,
        Prefix = token.Prefix,
        Hash = token.Hash.ToArray(),
        CreatedAtUs = MicroTime.Of(token.CreatedAt),
        ExpiresAtUs = MicroTime.Of(token.ExpiresAt),
        RevokedAtUs = MicroTime.Of(token.RevokedAt),
        Version = token.Version,
    };

    public AdminToken Read() => new()
    {
        Id = Id,
        Name = Name,
        Role = EnumText<AdminRole>.Parse(Role) ?? throw HolderText.Unknown("role", Role),
        UserId = UserId,
        Prefix = Prefix,
        Hash = Hash,
        CreatedAt = MicroTime.Time(CreatedAtUs),
        ExpiresAt = MicroTime.Time(ExpiresAtUs),
        RevokedAt = MicroTime.Time(RevokedAtUs),
        Version = Version,
    };
}
