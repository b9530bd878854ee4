namespace Dragoman.Core.Configuration;

/// <summary>Gives the values behind secret references. Reading is I/O, so the implementation lives at the edge.</summary>
public interface ISecretSource
{
    /// <summary>The value; null where there is none or it cannot be read.</summary>
    /// <param name="kind">What the reference points to.</param>
    /// <param name="name">The variable's name or the file's path.</param>
    string? Find(SecretKind kind, string name);
}
