using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Configuration;

namespace Dragoman.Hosting;

/// <summary>Reads the configuration at the edge: the file and the secrets it refers to, or the environment where there is no file.</summary>
internal sealed class ConfigSource(string? file, IReadOnlyDictionary<string, string> environment)
{
    private const int MaxSecretBytes = 64 * 1024;

    private byte[] _loaded = [];

    /// <summary>The file; null where upstreams are found in the environment.</summary>
    public string? File => file;

    /// <summary>True when the file's content differs from what was last loaded. False while it cannot be read, as in the middle of
    /// being replaced.</summary>
    public bool HasChanged()
    {
        try
        {
            return !SHA256.HashData(System.IO.File.ReadAllBytes(file!)).AsSpan().SequenceEqual(_loaded);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Loads and checks the file. Every problem at once.</summary>
    public ConfigResult Load()
    {
        try
        {
            var bytes = System.IO.File.ReadAllBytes(file!);
            _loaded = SHA256.HashData(bytes);
            return ConfigLoader.Load(Encoding.UTF8.GetString(bytes), Path.GetFileName(file!), Secrets());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ConfigResult(
                null,
                [new ConfigError(file!, 0, 0, string.Empty, "the file cannot be read", "check the path and its permissions")],
                []);
        }
    }

    /// <summary>Reads a secret again. True where it is another one now.</summary>
    public bool Refresh(Secret secret) => secret.Refresh(Secrets());

    private EnvironmentSecretSource Secrets() => new(environment, ReadSecret);

    private static string? ReadSecret(string path)
    {
        var info = new FileInfo(path);
        return info.Exists && info.Length <= MaxSecretBytes ? System.IO.File.ReadAllText(path).Trim() : null;
    }
}
