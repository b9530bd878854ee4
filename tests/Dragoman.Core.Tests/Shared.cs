using Dragoman.Testing;

namespace Dragoman.Core.Tests;

/// <summary>Reference data that lies beside the repository on some machines.</summary>
internal static class Shared
{
    /// <summary>The path of a file or folder of it; skips the test where the data is not there.</summary>
    public static string Path(string relative)
    {
        Assert.SkipUnless(SharedData.TryFind(relative, out var path), SharedData.Missing);
        return path;
    }
}
