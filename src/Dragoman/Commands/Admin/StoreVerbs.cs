using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dragoman.Hosting;
using Dragoman.Store.Audit;
using Dragoman.Store.Copying;
using Dragoman.Store.Engines;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman store</c>: from SQLite to PostgreSQL, backups, and whether everything is as it should be (M04).</summary>
internal static class StoreVerbs
{
    private const string Actor = "command line";

    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var verb = new Verb("store", "Move, back up, restore and examine the store; --data and --store say which.")
        {
            Examples = ["dragoman store backup --output monday.db", "DRAGOMAN_STORE=postgres://… dragoman store import", "dragoman store verify"],
        };
        verb.Subcommands.Add(Import(shared, host));
        verb.Subcommands.Add(Backup(shared, host));
        verb.Subcommands.Add(Restore(shared, host));
        verb.Subcommands.Add(Verify(shared, host));
        return verb;
    }

    private static Verb Import(SharedOptions shared, CommandHost host)
    {
        var verb = new Verb("import", "Copy the SQLite store of the data directory into a new PostgreSQL database. All of it or nothing; the file stays.")
        {
            Examples = ["DRAGOMAN_STORE=postgres://… dragoman store import --data /var/lib/dragoman"],
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var target = shared.Place(parsed);
            var source = new StorePlace(target.DataDirectory);
            if (target.IsFile)
            {
                throw new CommandFailure("Where to is missing: name the PostgreSQL database with --store or DRAGOMAN_STORE.");
            }

            if (!source.Exists)
            {
                throw new CommandFailure($"There is no store in {source.DataDirectory}: say with --data where it is.");
            }

            if (await RunningGateway.FindAsync(source.DataDirectory, cancellation) is { } running)
            {
                throw new CommandFailure($"A gateway runs on {source.DataDirectory} ({running}), and what it wrote meanwhile would be missing: stop it first.");
            }

            await using var from = source.Open(host.Time);
            await using var to = target.Open(host.Time);
            var progress = new CopyReport(host);
            var counts = await StoreCopy.RunAsync(from, to, cancellation, progress);
            progress.End();
            await NoteAsync(to, target, "store.import", new { from = from.Display }, cancellation);
            host.Out.WriteLine($"Copied from {from.Display} to {to.Display}, and counted on both sides:");
            Print(host, counts);
            return 0;
        });
        return verb;
    }

    private static Verb Backup(SharedOptions shared, CommandHost host)
    {
        var output = Inputs.Text("--output", "The file to write, which must not exist.", "FILE", required: true);
        var verb = new Verb("backup", "Write the whole store into one SQLite file. The gateway may run meanwhile; its own secrets are files beside the store and not in it.")
        {
            Examples = ["dragoman store backup --output monday.db"],
        };
        verb.Options.Add(output);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var place = Existing(shared.Place(parsed));
            var file = host.FullPath(parsed.GetValue(output)!);
            await using var engine = place.Open(host.Time);
            var progress = new CopyReport(host);
            await StoreBackup.BackupAsync(engine, file, host.Time, cancellation, progress);
            progress.End();
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"written: {file} ({new FileInfo(file).Length:N0} bytes)"));
            return 0;
        });
        return verb;
    }

    private static Verb Restore(SharedOptions shared, CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var verb = new Verb("restore", "Put a backup into a new, empty store, of either engine. An older backup is brought up to date on the way.")
        {
            Examples = ["dragoman store restore monday.db --data /var/lib/dragoman-new"],
        };
        verb.Arguments.Add(file);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var place = shared.Place(parsed);
            await using var engine = place.Open(host.Time);
            var progress = new CopyReport(host);
            var path = host.FullPath(parsed.GetValue(file)!);
            await StoreBackup.RestoreAsync(path, engine, host.Time, cancellation, progress);
            progress.End();
            await NoteAsync(engine, place, "store.restore", new { from = Path.GetFileName(path) }, cancellation);
            host.Out.WriteLine($"Restored into {engine.Display}. Keys, budgets and what was spent are as they were at the backup.");
            return 0;
        });
        return verb;
    }

    private static Verb Verify(SharedOptions shared, CommandHost host)
    {
        var verb = new Verb("verify", "Look through the whole store: the file, the audit log's chain, and whether all sums are those of their turns.")
        {
            Examples = ["dragoman store verify"],
            ExitCodes = ["0  everything is as it should be", "1  something is not, or could not be read; the output says what"],
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var place = Existing(shared.Place(parsed));
            await using var engine = place.Open(host.Time);
            using var signer = AuditSigner.FromDirectory(place.DataDirectory);
            var verdict = await StoreVerification.RunAsync(engine, new AuditStore(engine, signer), cancellation);
            Print(host, verdict.Rows);
            foreach (var problem in verdict.Problems)
            {
                host.Out.WriteLine(problem);
            }

            if (verdict.IsSound)
            {
                host.Out.WriteLine($"{engine.Display} is as it should be: sums are those of their turns, and {verdict.Audit.Rows} entries of the audit log are as they were written.");
            }

            return verdict.IsSound ? 0 : 1;
        });
        return verb;
    }

    private static StorePlace Existing(StorePlace place) =>
        place.Exists ? place : throw new CommandFailure($"There is no store in {place.DataDirectory}: say with --data or --store where it is.");

    private static async Task NoteAsync(SqlEngine engine, StorePlace place, string action, object detail, CancellationToken cancellation)
    {
        using var signer = AuditSigner.FromDirectory(place.DataDirectory);
        await new AuditStore(engine, signer).AppendAsync(
            new AuditEntry { Class = AuditClass.System, Action = action, Actor = Actor, Outcome = "done", Detail = JsonSerializer.Serialize(detail) }, cancellation);
    }

    private static void Print(CommandHost host, IReadOnlyDictionary<string, long> rows) => Table.Print(
        host,
        ["TABLE", "ROWS>"],
        rows.Select(row => (IReadOnlyList<string>)[row.Key, row.Value.ToString(CultureInfo.InvariantCulture)]));
}
