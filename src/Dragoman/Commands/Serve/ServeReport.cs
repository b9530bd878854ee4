using Dragoman.Commands.Claude;
using Dragoman.Hosting;
using Dragoman.Store.Secrets;
using Dragoman.Store.Sqlite;

namespace Dragoman.Commands.Serve;

/// <summary>What a started gateway says: what it found, where it listens, the key to use, the lines to paste.</summary>
internal static class ServeReport
{
    /// <summary>Prints it.</summary>
    public static void Print(Gateway gateway, string dataDirectory, string? configFile, bool keyIsSet, bool adminIsSet, CommandHost host)
    {
        var output = host.Out;
        var snapshot = gateway.Snapshot;
        output.WriteLine($"dragoman {CommandLine.Version}");
        output.WriteLine($"configuration: {configFile ?? "none; upstreams are those that the environment offers"}");
        output.WriteLine($"data: {dataDirectory} (SQLite {SqliteLibrary.Version}, {SqliteLibrary.Source})");
        if (!gateway.Place.IsFile)
        {
            output.WriteLine($"store: {gateway.Place}");
        }

        output.WriteLine();
        foreach (var line in UpstreamList.Lines(snapshot))
        {
            output.WriteLine(line);
        }

        foreach (var note in gateway.Notes)
        {
            output.WriteLine($"note: {note}");
        }

        if (snapshot.Upstreams.Count == 0)
        {
            output.WriteLine(Missing.Upstreams);
            output.WriteLine("The gateway runs, but every turn is refused until then; stop it, set one, and start it again.");
        }

        output.WriteLine();
        // A contract with scripts: this line stands alone, as it is.
        output.WriteLine($"listening on {ClaudeEnvironment.BaseUrl(gateway.Address)}");
        output.WriteLine();
        PrintAdminSecret(gateway, dataDirectory, adminIsSet, output);
        PrintKey(gateway, dataDirectory, keyIsSet, host);
        output.Flush();
    }

    private static void PrintAdminSecret(Gateway gateway, string dataDirectory, bool isSet, TextWriter output)
    {
        output.WriteLine(gateway.NewAdminSecret is { } made ? $"admin secret: {made} (shown this once; for `dragoman keys` and the like, in {Admin.AdminOptions.TokenVariable})"
            : isSet ? $"admin secret: the value of {AccessKeyVariable.AdminName}"
            : "admin secret: the one that was shown at the first start. Lost? Delete "
                + $"{Path.Combine(dataDirectory, SecretFile.AdminFile)} and start again, or set your own with {AccessKeyVariable.AdminName}.");
        output.WriteLine();
    }

    private static void PrintKey(Gateway gateway, string dataDirectory, bool keyIsSet, CommandHost host)
    {
        var output = host.Out;
        if (gateway.NewKey is { } made)
        {
            output.WriteLine($"key: {made}");
            output.WriteLine("It is shown this once and kept nowhere in the clear; keep it, or set your own with DRAGOMAN_KEY.");
        }
        else if (keyIsSet)
        {
            output.WriteLine($"key: the value of {AccessKeyVariable.Name}");
        }
        else
        {
            output.WriteLine("key: the one that was shown at the first start. Lost? Delete "
                + $"{Path.Combine(dataDirectory, SecretFile.BootstrapFile)} and start again, or set your own with {AccessKeyVariable.Name}.");
        }

        output.WriteLine();
        output.WriteLine("In the shell where you run Claude Code:");
        var key = gateway.NewKey ?? (keyIsSet ? $"${AccessKeyVariable.Name}" : "<key>");
        string[] unset = [.. ClaudeEnvironment.Leading.Where(name => host.Variable(name) is not null)];
        foreach (var (shell, lines) in ShellLines.For(gateway.Address, key, unset))
        {
            output.WriteLine();
            output.WriteLine($"  # {shell}");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }
        }

        output.WriteLine();
        output.WriteLine("Or, for one process and with nothing to paste:");
        output.WriteLine();
        output.WriteLine("  ./dragoman claude");
        output.WriteLine();
    }
}
