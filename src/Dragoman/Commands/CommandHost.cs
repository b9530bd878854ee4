using System.Collections;

namespace Dragoman.Commands;

/// <summary>What a command sees of the process it runs in. Tests give it another one.</summary>
internal sealed record CommandHost
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The directory that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>True where output goes to a terminal that shows colours, and nobody asked for none.</summary>
    public bool Colour { get; init; }

    /// <summary>Columns of the terminal; null where output goes elsewhere and lines are not fitted.</summary>
    public int? Width { get; init; }

    /// <summary>The process as it is.</summary>
    public static CommandHost FromProcess()
    {
        var environment = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)entry.Key] = (string?)entry.Value ?? string.Empty;
        }

        var terminal = !Console.IsOutputRedirected;
        return new CommandHost
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            Environment = environment,
            WorkingDirectory = System.Environment.CurrentDirectory,
            // NO_COLOR counts when it is set to anything but nothing: https://no-color.org
            Colour = terminal && !environment.TryGetValue("NO_COLOR", out var no) | string.IsNullOrEmpty(no)
                && environment.GetValueOrDefault("TERM") != "dumb",
            Width = terminal && Console.BufferWidth > 0 ? Console.BufferWidth : null,
        };
    }

    /// <summary>The variable's value; null where it is not set or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A path as the user wrote it, made absolute.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
