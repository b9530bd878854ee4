namespace Dragoman.Testing;

/// <summary>The checkout the tests run in.</summary>
public static class Repository
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The absolute path of the directory that holds Dragoman.slnx.</summary>
    public static string Root => Found.Value;

    /// <summary>The build configuration of the running tests, so that a test starts the binaries built beside it.</summary>
    public static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Dragoman.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Dragoman.slnx above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
