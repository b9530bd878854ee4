using System.CommandLine;
using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Core.Importing;

namespace Dragoman.Commands;

/// <summary><c>dragoman import</c>: another gateway's configuration as one of Dragoman's (A16, G12).</summary>
internal static class ImportCommand
{
    private const string UsualName = "dragoman.yaml";

    private static readonly (string Name, ImportFormat Format, string Description)[] Formats =
    [
        ("litellm", ImportFormat.LiteLlm, "LiteLLM's config.yaml"),
        ("claude-code-router", ImportFormat.ClaudeCodeRouter, "claude-code-router's config.json"),
        ("portkey", ImportFormat.Portkey, "a Portkey config, JSON"),
    ];

    /// <summary>The verb.</summary>
    public static Verb Create(CommandHost host)
    {
        var format = new Argument<string>("FORMAT") { Description = $"Whose it is: {string.Join(", ", Formats.Select(one => one.Name))}." };
        var file = new Argument<string>("FILE") { Description = "The file to read. It is not changed." };
        var output = new Option<string>("--out")
        {
            Description = "The file to write; - for standard output.",
            HelpName = "FILE",
            DefaultValueFactory = _ => UsualName,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that is there." };
        var json = SharedOptions.Json();
        var verb = new Verb("import", "Make a configuration of another gateway's, and say what could not be carried over. Secrets become references.")
        {
            Examples = [.. Formats.Select(one => $"dragoman import {one.Name} {(one.Format == ImportFormat.LiteLlm ? "config.yaml" : "config.json")}   {one.Description}")],
            ExitCodes = ["0  the configuration is written; what is missing in it is listed", "1  nothing is written"],
        };
        verb.Arguments.Add(format);
        verb.Arguments.Add(file);
        verb.Options.Add(output);
        verb.Options.Add(force);
        verb.Options.Add(json);
        verb.SetAction(parsed => Run(
            parsed.GetValue(format)!, parsed.GetValue(file)!, parsed.GetValue(output)!, parsed.GetValue(force), parsed.GetValue(json), host));
        return verb;
    }

    private static int Run(string format, string file, string output, bool force, bool json, CommandHost host)
    {
        var found = Array.Find(Formats, one => one.Name == format);
        if (found.Name is null)
        {
            throw new CommandFailure($"there is no importer {format}; take one of {string.Join(", ", Formats.Select(one => one.Name))}.");
        }

        var result = ConfigImport.Run(found.Format, ReadText(host.FullPath(file), file), Path.GetFileName(file));
        if (result.Yaml is null)
        {
            throw new CommandFailure(string.Join('\n', result.Errors.Select(error => error.ToString()).Concat(result.Notes.Select(note => $"note: {note}"))));
        }

        var text = $"# Imported from {found.Description}, {DraftLine(file)}.\n{result.Yaml}";
        if (output == "-")
        {
            host.Out.Write(text);
        }
        else
        {
            WriteText(host.FullPath(output), output, text, force);
        }

        Report(result, found.Description, output, json, host);
        return 0;
    }

    private static void Report(ImportResult result, string from, string output, bool json, CommandHost host)
    {
        if (json && output != "-")
        {
            JsonOutput.Write(host.Out, new
            {
                file = output,
                not_carried_over = result.Notes.Select(note => new { file = note.File, line = note.Line, member = note.Member, why = note.Text }),
                variables = result.Variables.Select(one => new { name = one.Name, line = one.Line, was_in_the_clear = one.WasInTheClear, is_set = host.Variable(one.Name) is not null }),
            });
            return;
        }

        // Where the configuration itself goes to standard output, what is said about it must not.
        var told = output == "-" ? host.Error : host.Out;
        if (output != "-")
        {
            told.WriteLine($"{output} is written from {from}.");
        }

        if (result.Notes.Count > 0)
        {
            told.WriteLine("Not carried over, or not as it was:");
            foreach (var note in result.Notes)
            {
                told.WriteLine($"  {note}");
            }
        }

        foreach (var variable in result.Variables.Where(one => host.Variable(one.Name) is null))
        {
            told.WriteLine(variable.WasInTheClear
                ? $"Set {variable.Name} to the secret of line {variable.Line}."
                : $"Set {variable.Name}.");
        }

        if (output != "-")
        {
            told.WriteLine($"Then: dragoman check {output}");
        }
    }

    private static string ReadText(string path, string file)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > ConfigLoader.MaxBytes)
            {
                throw new CommandFailure($"{file} is larger than {ConfigLoader.MaxBytes} bytes; is it a configuration?");
            }

            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{file} cannot be read: check the path and its permissions.");
        }
    }

    private static void WriteText(string path, string file, string text, bool force)
    {
        try
        {
            using var stream = new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (File.Exists(path) && !force)
        {
            throw new CommandFailure($"{file} is there already; name another file with --out, or say --force to overwrite it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{file} cannot be written: {failure.Message}");
        }
    }

    private static string DraftLine(string file) => string.Concat(Path.GetFileName(file).Select(c => char.IsControl(c) ? '?' : c));
}
