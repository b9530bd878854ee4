using Dragoman.Core.Access;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Access;

internal sealed class VirtualKeyRow
{
    public static readonly RowSql<VirtualKeyRow> Sql = new("virtual_keys", nameof(Id));

    public string Id { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Prefix { get; set; } = string.Empty;

    public byte[] Hash { get; set; } = [];

    public string OwnerKind { get; set; } = string.Empty;

    public string OwnerId { get; set; } = string.Empty;

    public string? Project { get; set; }

    public string? Scopes { get; set; }

    public long CreatedAtUs { get; set; }

    public long? ExpiresAtUs { get; set; }

    public long? DisabledAtUs { get; set; }

    public string? ReplacedBy { get; set; }

    public long Version { get; set; }

    public static VirtualKeyRow Of(VirtualKey key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Prefix = key.Prefix,
        Hash = key.Hash.ToArray(),
        OwnerKind = HolderText.Kind(key.Owner)!,
        OwnerId = key.Owner.Id,
        Project = key.Project,
        Scopes = ScopesText.Of(key.Scopes),
        CreatedAtUs = MicroTime.Of(key.CreatedAt),
        ExpiresAtUs = MicroTime.Of(key.ExpiresAt),
        DisabledAtUs = MicroTime.Of(key.DisabledAt),
        ReplacedBy = key.ReplacedBy,
        Version = key.Version,
    };

    public VirtualKey Read() => new()
    {
        Id = Id,
        Name = Name,
        Prefix = Prefix,
        Hash = Hash,
        Owner = HolderText.Read(OwnerKind, OwnerId)!.Value,
        Project = Project,
        Scopes = ScopesText.Read(Scopes),
        CreatedAt = MicroTime.Time(CreatedAtUs),
        ExpiresAt = MicroTime.Time(ExpiresAtUs),
        DisabledAt = MicroTime.Time(DisabledAtUs),
        ReplacedBy = ReplacedBy,
        Version = Version,
    };
}
