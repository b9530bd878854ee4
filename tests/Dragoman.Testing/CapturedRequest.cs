using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>One request captured from the real CLI.</summary>
/// <param name="Name">The file name without its extension, e.g. <c>toolsearch-2</c>.</param>
/// <param name="Path">Path and query as sent.</param>
/// <param name="Headers">Header names and values as sent.</param>
/// <param name="Body">The body's JSON bytes as stored.</param>
public sealed record CapturedRequest(string Name, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The capture's name: what a test runner shows.</summary>
    public override string ToString() => Name;

    internal static CapturedRequest Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        var body = root.GetProperty("body");
        var text = body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
        return new CapturedRequest(
            System.IO.Path.GetFileNameWithoutExtension(file),
            root.GetProperty("path").GetString()!,
            root.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetBytes(text));
    }
}
