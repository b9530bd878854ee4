namespace Dragoman.EndToEnd.Cli;

/// <summary>A home and a project directory of their own for the CLI, both empty at first and removed afterwards.</summary>
public sealed class ClaudeWorkspace : IDisposable
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("dragoman-e2e-");

    public ClaudeWorkspace()
    {
        Home = _root.CreateSubdirectory("home").FullName;
        Project = _root.CreateSubdirectory("project").FullName;
    }

    /// <summary>HOME of the CLI.</summary>
    public string Home { get; }

    /// <summary>The directory the CLI works in.</summary>
    public string Project { get; }

    /// <summary>The absolute path of a file of the project.</summary>
    public string PathOf(string relative) => Path.Combine(Project, relative);

    /// <summary>Writes a file of the project before the CLI starts.</summary>
    public string Write(string relative, string text)
    {
        var path = PathOf(relative);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file of the home before a program starts.</summary>
    public void WriteHome(string relative, string text) => File.WriteAllText(Path.Combine(Home, relative), text);

    /// <summary>The text of a file of the project.</summary>
    public string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>True when the project has the file.</summary>
    public bool Has(string relative) => File.Exists(PathOf(relative));

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _root.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of the CLI may still write its log; the temporary directory is the system's to clean then.
        }
    }
}
