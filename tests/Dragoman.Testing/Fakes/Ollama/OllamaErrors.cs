using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Error answers as an Ollama words them.</summary>
public static class OllamaErrors
{
    /// <summary>400: the prompt does not fit, told because cutting was forbidden.</summary>
    public static Answer TooLong() => Make(400, "the input length exceeds the context length");

    /// <summary>503: too many wait.</summary>
    public static Answer Busy() => Make(503, "server busy, please try again.  maximum pending requests exceeded");

    /// <summary>500.</summary>
    public static Answer ServerError() => Make(500, "llama runner process has terminated: exit status 2");

    /// <summary>400: the model does not think.</summary>
    public static Answer NoThinking(string model) => Make(400, $"\"{model}\" does not support thinking");

    /// <summary>A 200 stream whose first line is an error.</summary>
    public static Answer FirstLine(string message = "an error was encountered while running the model: unexpected EOF") =>
        Answer.Bytes(200, JsonSerializer.SerializeToUtf8Bytes(new { error = message }), "application/x-ndjson");

    internal static string Body(string message) => JsonSerializer.Serialize(new { error = message });

    private static Answer Make(int status, string message) => Answer.Fail(status, Body(message), "application/json; charset=utf-8");
}
