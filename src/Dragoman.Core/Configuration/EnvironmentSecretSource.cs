namespace Dragoman.Core.Configuration;

/// <summary>Secrets from a dictionary of environment variables and from files read by a delegate.</summary>
/// <param name="environment">The variables. An empty value counts as not set.</param>
/// <param name="readFile">Reads a file's text; null where it cannot be read. Without it no file is found.</param>
public sealed class EnvironmentSecretSource(
    IReadOnlyDictionary<string, string> environment, Func<string, string?>? readFile = null) : ISecretSource
{
    /// <inheritdoc/>
    public string? Find(SecretKind kind, string name)
    {
        var value = kind switch
        {
            SecretKind.Environment => environment.GetValueOrDefault(name),
            SecretKind.File => readFile?.Invoke(name)?.TrimEnd('\r', '\n'),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }
}
