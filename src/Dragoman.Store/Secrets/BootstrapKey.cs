namespace Dragoman.Store.Secrets;

/// <summary>The key that the gateway made for itself at its first start. Only its hash is kept.</summary>
/// <param name="Hash">SHA-256 of the key's UTF-8 bytes.</param>
/// <param name="Created">The key itself, in the one process that made it and only then: show it, it cannot be read again.</param>
public sealed record BootstrapKey(byte[] Hash, string? Created);
