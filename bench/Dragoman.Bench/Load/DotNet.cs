namespace Dragoman.Bench.Load;

/// <summary>The runtime that runs this program.</summary>
internal static class DotNet
{
    /// <summary>Its executable.</summary>
    public static string Host { get; } = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : Environment.GetEnvironmentVariable("DOTNET") ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
