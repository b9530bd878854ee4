using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Dragoman.Store.Secrets;

/// <summary>
/// The gateway's own secrets: small files in the data directory, mode 0600, made once. Processes that start at the same time
/// agree on the same ones, because a file appears whole under its name or not at all.
/// </summary>
public static class SecretFile
{
    /// <summary>Holds the key of the signature envelope.</summary>
    public const string EnvelopeFile = "envelope.key";

    /// <summary>Holds the hash of the generated bootstrap key.</summary>
    public const string BootstrapFile = "bootstrap-key.sha256";

    /// <summary>Holds the private key that signs the audit log's checkpoints.</summary>
    public const string AuditFile = "audit.key";

    /// <summary>Holds the hash of the generated admin secret.</summary>
    public const string AdminFile = "admin-secret.sha256";

    private const int SecretLength = 32;

    /// <summary>The 32 secret bytes that authenticate what rides through clients. Made at the first call for a directory.</summary>
    /// <exception cref="StoreException">The file cannot be made or read, or is damaged.</exception>
    public static byte[] EnvelopeKey(string dataDirectory) => ReadOrCreate(
        Path.Combine(dataDirectory, EnvelopeFile),
        RandomNumberGenerator.GetBytes(SecretLength),
        "thinking of running sessions is then not given back to its model");

    /// <summary>The private number of the P-256 key that signs the audit log. Made at the first call for a directory.</summary>
    /// <exception cref="StoreException">The file cannot be made or read, or is damaged.</exception>
    public static byte[] AuditKey(string dataDirectory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ReadOrCreate(
            Path.Combine(dataDirectory, AuditFile),
            key.ExportParameters(includePrivateParameters: true).D!,
            "checkpoints signed so far are then reported as signed by an unknown key");
    }

    /// <summary>The generated bootstrap key. Made at the first call for a directory.</summary>
    /// <exception cref="StoreException">The file cannot be made or read, or is damaged.</exception>
    public static BootstrapKey Bootstrap(string dataDirectory) => Generated(dataDirectory, BootstrapFile, "dgm-");

    /// <summary>The generated secret that opens the admin API as its owner. Made at the first call for a directory.</summary>
    /// <exception cref="StoreException">The file cannot be made or read, or is damaged.</exception>
    public static BootstrapKey Admin(string dataDirectory) => Generated(dataDirectory, AdminFile, "dga-");

    private static BootstrapKey Generated(string dataDirectory, string file, string prefix)
    {
        var key = prefix + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);
        var made = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var hash = ReadOrCreate(Path.Combine(dataDirectory, file), made, "a new key is then made and shown");
        return new BootstrapKey(hash, CryptographicOperations.FixedTimeEquals(hash, made) ? key : null);
    }

    private static byte[] ReadOrCreate(string path, byte[] made, string deleting)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path, made);
            }

            KeepPrivate(path);
            var text = File.ReadAllText(path).Trim();
            if (text.Length == SecretLength * 2 && text.All(char.IsAsciiHexDigit))
            {
                return Convert.FromHexString(text);
            }

            throw new StoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The file {path} is damaged ({text.Length} characters, not {SecretLength * 2} hexadecimal ones): restore it from a backup, or delete it ({deleting})."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The file {path} cannot be used ({e.Message.TrimEnd('.')}): give the user that runs Dragoman the right to read and write it, or choose another directory with --data.",
                e);
        }
    }

    private static void Create(string path, byte[] secret)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        try
        {
            using (var stream = PrivateFiles.Open(temporary, FileMode.CreateNew))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            Publish(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A hard link fails where the name is taken; a rename would replace what another process has just made and told its user.
    private static void Publish(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows() && Link(temporary, path) == 0)
        {
            return;
        }

        try
        {
            // The name is taken, or there are no hard links on this file system; Windows' move itself never replaces.
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // The other process was first: its secret is the one.
        }
    }

    private static void KeepPrivate(string path)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != UnixFileMode.None)
        {
            try
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) & Owner);
            }
            catch (UnauthorizedAccessException)
            {
                // Mounted by somebody else, e.g. as a container's secret: theirs to protect.
            }
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
