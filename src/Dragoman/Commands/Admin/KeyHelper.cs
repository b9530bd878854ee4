using System.CommandLine;

namespace Dragoman.Commands.Admin;

/// <summary>
/// <c>dragoman token</c>: prints the developer's key, for Claude Code's <c>apiKeyHelper</c> (F14). The key lies in a file that only
/// its owner can read, and is read anew at each call: a key that was rotated is in force at the helper's next run.
/// </summary>
internal static class KeyHelper
{
    private const string FileVariable = "DRAGOMAN_KEY_FILE";

    /// <summary>The verb.</summary>
    public static Verb Create(CommandHost host)
    {
        var file = Inputs.Text("--file", $"The file with the key ({FileVariable}; default: ~/.config/dragoman/key).", "FILE");
        var save = new Option<bool>("--save") { Description = "Read a key from standard input and keep it in the file." };
        var verb = new Verb("token", "Print your key, for apiKeyHelper in Claude Code's settings; or keep one.")
        {
            Examples = ["dragoman token --save", "dragoman token", "apiKeyHelper in settings.json: \"dragoman token\""],
            ExitCodes = ["0  the key was printed, or kept", "1  there is none, or others could read it; standard error says what to do"],
        };
        verb.Options.Add(file);
        verb.Options.Add(save);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = PathOf(parsed.GetValue(file), host);
            if (parsed.GetValue(save))
            {
                await SaveAsync(path, host, cancellation);
            }
            else
            {
                host.Out.WriteLine(await ReadAsync(path, host, cancellation));
            }

            return 0;
        });
        return verb;
    }

    private static async Task<string> ReadAsync(string path, CommandHost host, CancellationToken cancellation)
    {
        // One that the environment sets leads, as everywhere.
        if (AccessKeyVariable.Read(host) is { } set)
        {
            return set;
        }

        if (!File.Exists(path))
        {
            throw new CommandFailure($"There is no key in {path}: run `dragoman token --save` and paste the key that you were given.");
        }

        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None)
        {
            throw new CommandFailure($"Others can read {path}: make it yours alone with `chmod 600`, and have the key rotated.");
        }

        var key = (await File.ReadAllTextAsync(path, cancellation)).Trim();
        return key.Length > 0 ? key : throw new CommandFailure($"There is no key in {path}: run `dragoman token --save` and paste the key that you were given.");
    }

    private static async Task SaveAsync(string path, CommandHost host, CancellationToken cancellation)
    {
        var key = (await host.In.ReadLineAsync(cancellation))?.Trim();
        if (key is not { Length: > 0 and <= 256 } || key.Any(c => c is <= ' ' or > '~'))
        {
            throw new CommandFailure("Paste one key: at most 256 visible ASCII characters without spaces.");
        }

        Keep(path, key);
        host.Error.WriteLine($"kept in {path}");
    }

    private static void Keep(string path, string key)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            // Beside it first: a helper that runs meanwhile reads the old key or the new one, never half of one.
            var temporary = $"{path}.{Environment.ProcessId}";
            using (var writer = new StreamWriter(temporary, options))
            {
                writer.WriteLine(key);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The key cannot be kept in {path} ({e.Message.TrimEnd('.')}): say where with --file.");
        }
    }

    private static string PathOf(string? asked, CommandHost host) =>
        (asked ?? host.Variable(FileVariable)) is { } file ? host.FullPath(file)
        : (host.Variable("XDG_CONFIG_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : host.Variable("HOME") is { } home ? Path.Combine(home, ".config")
            : host.Variable("APPDATA")) is { } directory ? Path.Combine(directory, "dragoman", "key")
        : throw new CommandFailure("There is no home directory to keep a key in: say where with --file or DRAGOMAN_KEY_FILE.");
}
