using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// OpenAI's chat completions and everything that calls itself compatible with it. How a host departs from OpenAI is data, see
/// <see cref="OpenAiChatProfile"/>. This half speaks to upstreams.
/// </summary>
public sealed partial class OpenAiChatDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openai-chat";

    /// <inheritdoc/>
    public object DefaultProfile => OpenAiChatProfile.Default;

    /// <inheritdoc/>
    public bool OwnsPath(string path) => path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        if (OwnsPath(path))
        {
            return endpoint;
        }

        // Azure's base is its host alone; everybody else's bare host has the API under /v1. A base with a path is taken at its word.
        var isAzure = endpoint.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase)
            || endpoint.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase);
        return new UriBuilder(endpoint)
        {
            Path = path.Length > 0 ? path + "/chat/completions" : isAzure ? "/openai/v1/chat/completions" : "/v1/chat/completions",
        }.Uri;
    }

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output) =>
        RequestWriter.Write(translation, ProfileOf(translation), output);

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) =>
        new StreamReader(translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) =>
        WholeAnswer.Read(body, translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => ErrorReader.Read(status, body, retryAfter);

    private static OpenAiChatProfile ProfileOf(Translation translation) =>
        translation.Profile as OpenAiChatProfile ?? OpenAiChatProfile.Default;
}
