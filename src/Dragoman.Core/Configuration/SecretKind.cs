namespace Dragoman.Core.Configuration;

/// <summary>Where a secret reference points.</summary>
public enum SecretKind : byte
{
    /// <summary><c>${NAME}</c>: an environment variable.</summary>
    Environment,

    /// <summary><c>${file:/path}</c>: the content of a file, without the newline at its end.</summary>
    File,
}
