using Dragoman.Core.Access;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Access;

internal sealed class PrincipalRow
{
    public static readonly RowSql<PrincipalRow> Sql = new("principals", nameof(Kind), nameof(Id));

    public string Kind { get; set; } = string.Empty;

    public string Id { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string? ParentKind { get; set; }

    public string? ParentId { get; set; }

    public string? Email { get; set; }

    public string? Scopes { get; set; }

    public long CreatedAtUs { get; set; }

    public long? DisabledAtUs { get; set; }

    public long Version { get; set; }

    public static PrincipalRow Of(Principal principal) => new()
    {
        Kind = HolderText.Kind(principal.Id)!,
        Id = principal.Id.Id,
        Name = principal.Name,
        ParentKind = HolderText.Kind(principal.Parent),
        ParentId = principal.Parent?.Id,
        Email = principal.Email,
        Scopes = ScopesText.Of(principal.Scopes),
        CreatedAtUs = MicroTime.Of(principal.CreatedAt),
        DisabledAtUs = MicroTime.Of(principal.DisabledAt),
        Version = principal.Version,
    };

    public Principal Read() => new()
    {
        Id = HolderText.Read(Kind, Id)!.Value,
        Name = Name,
        Parent = HolderText.Read(ParentKind, ParentId),
        Email = Email,
        Scopes = ScopesText.Read(Scopes),
        CreatedAt = MicroTime.Time(CreatedAtUs),
        DisabledAt = MicroTime.Time(DisabledAtUs),
        Version = Version,
    };
}
