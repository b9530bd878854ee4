using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>One recorded provider response, with its request where the source kept it.</summary>
/// <param name="Provider">The provider folder, e.g. <c>openai</c>.</param>
/// <param name="Api">The API as the index names it, e.g. <c>chat</c>, <c>messages</c>.</param>
/// <param name="Case">The path of the case below the recordings folder.</param>
/// <param name="Model">The model asked for; empty where unknown.</param>
/// <param name="Status">The HTTP status of the response.</param>
/// <param name="Stream">The stream kind (<c>sse</c>, <c>jsonl</c>, …), or empty for a whole response.</param>
/// <param name="Features">What the case shows, as the index derived it.</param>
/// <param name="Group">The conversation the case belongs to; empty for a single call.</param>
/// <param name="Sequence">The position in that conversation, from 1.</param>
/// <param name="Directory">The absolute path of the case.</param>
public sealed record Recording(
    string Provider,
    string Api,
    string Case,
    string Model,
    int Status,
    string Stream,
    IReadOnlyList<string> Features,
    string Group,
    int Sequence,
    string Directory)
{
    /// <summary>True when the case has that file, e.g. <c>request.json</c>.</summary>
    public bool Has(string file) => File.Exists(Path.Combine(Directory, file));

    /// <summary>The bytes of one file of the case.</summary>
    public byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Directory, file));

    /// <summary>The case's path: what a test runner shows.</summary>
    public override string ToString() => Case;

    internal static Recording Read(JsonElement entry, string folder)
    {
        var name = entry.GetProperty("case").GetString()!;
        return new Recording(
            Text(entry, "provider"),
            Text(entry, "api"),
            name,
            Text(entry, "model"),
            entry.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0,
            Text(entry, "stream"),
            entry.TryGetProperty("features", out var features) ? [.. features.EnumerateArray().Select(f => f.GetString()!)] : [],
            Text(entry, "group"),
            entry.TryGetProperty("seq", out var sequence) && sequence.ValueKind == JsonValueKind.Number ? sequence.GetInt32() : 0,
            Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar)));
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
}
