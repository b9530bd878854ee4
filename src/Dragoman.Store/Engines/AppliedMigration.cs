namespace Dragoman.Store.Engines;

/// <summary>A row of <c>schema_migrations</c>.</summary>
internal sealed class AppliedMigration
{
    public long Version { get; set; }

    public string Name { get; set; } = string.Empty;

    public string Checksum { get; set; } = string.Empty;
}
