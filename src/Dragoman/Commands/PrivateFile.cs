namespace Dragoman.Commands;

/// <summary>A file that only its owner can read, for as long as a command runs.</summary>
internal sealed class PrivateFile : IDisposable
{
    private PrivateFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one in a directory.</summary>
    public static PrivateFile Create(string directory, string name, string content)
    {
        var path = System.IO.Path.Combine(directory, $"{name}.{Environment.ProcessId}.json");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
        return new PrivateFile(path);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
