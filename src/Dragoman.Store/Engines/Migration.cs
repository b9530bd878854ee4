namespace Dragoman.Store.Engines;

/// <summary>One step of the schema.</summary>
/// <param name="Version">Its number, counted from 1 without gaps.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">The statements.</param>
/// <param name="Checksum">SHA-256 of the statements, lower-case hex.</param>
internal sealed record Migration(int Version, string Name, string Sql, string Checksum);
