using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>The arguments of the CLI's own tools, as a model would write them.</summary>
internal static class Args
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string path, string content) => Json(new { file_path = path, content });

    public static string Read(string path) => Json(new { file_path = path });

    public static string Edit(string path, string before, string after) =>
        Json(new { file_path = path, old_string = before, new_string = after, replace_all = true });

    public static string Bash(string command) => Json(new { command, description = "Run a command" });

    public static string Agent(string prompt) =>
        Json(new { description = "A subtask", prompt, subagent_type = "general-purpose", run_in_background = false });

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, Plain);
}
