using System.CommandLine;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman export</c>: usage as a file, for chargeback (F09).</summary>
internal static class ExportVerb
{
    private static readonly string[] Formats = ["csv", "json", "focus"];

    /// <summary>The verb.</summary>
    public static Verb Create(AdminOptions options, CommandHost host)
    {
        var format = Inputs.Text("--format", "csv, json or focus (CSV in the columns of FOCUS) (default: csv).", "FORMAT");
        var output = Inputs.Text("--output", "The file to write (default: standard output).", "FILE");
        var (from, to) = UsageVerb.Times();
        var verb = new Verb("export", "Take usage away as a file, for chargeback; its sums are the ledger's to the nano-dollar.")
        {
            Examples = ["dragoman export --from 2026-11-01 --to 2026-12-01 --output november.csv", "dragoman export --format focus --output november-focus.csv"],
        };
        verb.Options.Add(format);
        verb.Options.Add(output);
        verb.Options.Add(from);
        verb.Options.Add(to);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var word = parsed.GetValue(format) ?? Formats[0];
            if (!Formats.Contains(word, StringComparer.Ordinal))
            {
                throw new CommandFailure($"--format takes {string.Join(", ", Formats)}, not \"{word}\".");
            }

            using var client = await options.ConnectAsync(parsed, cancellation);
            var path = "exports/usage" + UsageVerb.Query(("format", word), ("from", parsed.GetValue(from)), ("to", parsed.GetValue(to)));
            if (parsed.GetValue(output) is { } file)
            {
                await SaveAsync(client, path, host.FullPath(file), cancellation);
                host.Error.WriteLine($"written: {file}");
                return 0;
            }

            using var buffer = new MemoryStream();
            await client.DownloadAsync(path, buffer, cancellation);
            host.Out.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
            return 0;
        });
        return verb;
    }

    // Under another name until it is whole: half a bill must not look like one.
    private static async Task SaveAsync(AdminClient client, string path, string file, CancellationToken cancellation)
    {
        var temporary = $"{file}.{Environment.ProcessId}.part";
        try
        {
            await using (var stream = File.Create(temporary))
            {
                await client.DownloadAsync(path, stream, cancellation);
            }

            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{file} cannot be written ({e.Message.TrimEnd('.')}): choose another file with --output.");
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
