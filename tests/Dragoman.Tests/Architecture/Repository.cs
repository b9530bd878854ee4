namespace Dragoman.Tests.Architecture;

/// <summary>The repository's own files, found from where the tests run.</summary>
internal static class Repository
{
    private static readonly string[] Generated = [".git", "bin", "obj", "artifacts", "node_modules", "TestResults", ".vs", ".idea"];

    /// <summary>The directory that holds Dragoman.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that a person wrote, as paths relative to the root with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(Relative).Order(StringComparer.Ordinal)];

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateFiles(directory).Concat(
            Directory.EnumerateDirectories(directory)
                .Where(child => !Generated.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Dragoman.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("Run the tests from inside the repository: no directory above them holds Dragoman.slnx.");
    }
}
