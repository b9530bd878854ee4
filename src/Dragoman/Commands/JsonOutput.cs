using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dragoman.Commands;

/// <summary>JSON for programs: one document, indented, non-ASCII characters as they are.</summary>
internal static class JsonOutput
{
    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Writes a value and a newline.</summary>
    public static void Write(TextWriter output, object value) => output.WriteLine(JsonSerializer.Serialize(value, Indented));
}
