using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>The reference data beside the repository. It is used in place; where it is absent the test says so and is skipped.</summary>
internal static class SharedData
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    /// <summary>The folder <c>../shared/…</c>; skips the test where it does not exist.</summary>
    public static string Folder(string name)
    {
        var path = Path.Combine(Root(), name);
        Assert.SkipUnless(Directory.Exists(path), $"The reference data ../shared/{name} is not here.");
        return path;
    }

    /// <summary>The request bodies of the captures, compact as the client sends them.</summary>
    public static IEnumerable<(string Name, byte[] Body)> CapturedRequests()
    {
        foreach (var file in Directory.EnumerateFiles(Folder("captures"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("body", out var body))
            {
                yield return (Path.GetFileName(file), JsonSerializer.SerializeToUtf8Bytes(body, Compact));
            }
        }
    }

    /// <summary>The folders of the recorded exchanges of the Messages API.</summary>
    public static IEnumerable<string> RecordedMessages() =>
        Directory.EnumerateDirectories(Path.Combine(Folder("recordings"), "anthropic"), "messages__*").Order(StringComparer.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dragoman.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared"));
    }
}
