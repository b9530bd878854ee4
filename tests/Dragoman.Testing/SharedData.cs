using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>
/// Reference data beside the repository (../shared): provider specifications, recorded traffic, captured requests.
/// It is used in place and may be absent; a test that needs it says so and skips with <see cref="Missing"/>.
/// </summary>
public static class SharedData
{
    /// <summary>The reason to give to <c>Assert.Skip</c> when <c>TryFind</c> answers false.</summary>
    public const string Missing = "../shared is not beside the repository: the reference data this test reads is absent, so it was skipped";

    private static readonly Lazy<string?> Found = new(() =>
    {
        var path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));
        return Directory.Exists(path) ? path : null;
    });

    /// <summary>True when the reference data is there.</summary>
    public static bool Exists => Found.Value is not null;

    /// <summary>Finds the directory of the reference data.</summary>
    public static bool TryFind(out string path)
    {
        path = Found.Value ?? string.Empty;
        return Found.Value is not null;
    }

    /// <summary>Finds one file or directory below ../shared, given with forward slashes.</summary>
    public static bool TryFind(string relative, out string path)
    {
        path = Found.Value is { } root ? Path.Combine(root, relative.Replace('/', Path.DirectorySeparatorChar)) : string.Empty;
        return path.Length > 0 && (File.Exists(path) || Directory.Exists(path));
    }

    /// <summary>Every recorded provider response, in the order of the index; empty without the reference data.</summary>
    public static IReadOnlyList<Recording> Recordings() => RecordingIndex.Value;

    /// <summary>The requests captured from the real CLI, by file name; empty without the reference data.</summary>
    public static IReadOnlyList<CapturedRequest> Captures() => CaptureIndex.Value;

    /// <summary>The paths of long real conversations as request bodies (*.request.json); empty without the reference data.</summary>
    public static IReadOnlyList<string> Transcripts() =>
        TryFind("transcripts", out var folder)
            ? [.. Directory.EnumerateFiles(folder, "*.request.json").Order(StringComparer.Ordinal)]
            : [];

    private static readonly Lazy<IReadOnlyList<Recording>> RecordingIndex = new(() =>
    {
        if (!TryFind("recordings/index.json", out var index))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(index));
        var folder = Path.GetDirectoryName(index)!;
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(entry => Recording.Read(entry, folder))];
    });

    private static readonly Lazy<IReadOnlyList<CapturedRequest>> CaptureIndex = new(() =>
    {
        if (!TryFind("captures", out var folder))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "index.json")
            .Order(StringComparer.Ordinal)
            .Select(CapturedRequest.Read)];
    });
}
