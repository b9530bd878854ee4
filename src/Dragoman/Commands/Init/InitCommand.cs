using System.CommandLine;
using System.Text;

namespace Dragoman.Commands.Init;

/// <summary><c>dragoman init</c>: a configuration to begin with (D13).</summary>
internal static class InitCommand
{
    private const string UsualName = "dragoman.yaml";

    /// <summary>The verb.</summary>
    public static Verb Create(CommandHost host)
    {
        var preset = new Option<string>("--preset")
        {
            Description = $"What to begin with: {string.Join(", ", Presets.All.Select(one => one.Name))}.",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that is there." };
        var file = new Argument<string>("FILE")
        {
            Description = "The file to write.",
            DefaultValueFactory = _ => UsualName,
        };
        var verb = new Verb("init", "Write a configuration to begin with.")
        {
            Examples = [.. Presets.All.Select(one => $"dragoman init --preset {one.Name,-20} {one.Description}")],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(preset);
        verb.Options.Add(force);
        verb.SetAction(parsed => Run(parsed.GetValue(preset)!, parsed.GetValue(file)!, parsed.GetValue(force), host));
        return verb;
    }

    private static int Run(string name, string file, bool force, CommandHost host)
    {
        var preset = Presets.Find(name)
            ?? throw new CommandFailure($"there is no preset {name}; take one of {string.Join(", ", Presets.All.Select(one => one.Name))}.");
        var path = Path.GetFullPath(file, host.WorkingDirectory);
        try
        {
            // Nobody's configuration is lost by a slip: the file must not be there, not even since a moment ago.
            using var stream = new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes($"# {preset.Description}\n{preset.Yaml}\n"));
        }
        catch (IOException) when (File.Exists(path) && !force)
        {
            throw new CommandFailure($"{file} is there already; name another file, or say --force to overwrite it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{file} cannot be written: {failure.Message}");
        }

        host.Out.WriteLine($"{file} is written: {preset.Description}.");
        foreach (var variable in preset.Variables.Where(variable => !host.Environment.ContainsKey(variable)))
        {
            host.Out.WriteLine($"Set {variable}.");
        }

        host.Out.WriteLine($"Then: dragoman serve --config {file}");
        return 0;
    }
}
