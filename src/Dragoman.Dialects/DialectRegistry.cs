namespace Dragoman.Dialects;

/// <summary>Every dialect by its name. A new dialect is one line here.</summary>
public static class DialectRegistry
{
    /// <summary>All dialects.</summary>
    public static IReadOnlyList<IDialect> All { get; } =
    [
        new AnthropicMessages.AnthropicMessagesDialect(),
        new OpenAiChat.OpenAiChatDialect(),
        new OpenAiResponses.OpenAiResponsesDialect(),
        new BedrockInvoke.BedrockInvokeDialect(),
        new VertexAnthropic.VertexAnthropicDialect(),
        new BedrockConverse.BedrockConverseDialect(),
        new Ollama.OllamaDialect(),
        new Gemini.GeminiDialect(),
    ];

    /// <summary>The dialect of that name; null where there is none.</summary>
    public static IDialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);

    /// <summary>The names of all dialects.</summary>
    public static IEnumerable<string> Names => All.Select(dialect => dialect.Name);
}
