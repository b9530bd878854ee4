using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Ollama;

/// <summary>
/// Ollama's own chat API: JSON lines, and what its compatible endpoint has no word for (the size of the context, H-466). It speaks to
/// upstreams only.
/// </summary>
public sealed class OllamaDialect : IDialect
{
    private const string NoClients = "ollama-chat speaks to upstreams only.";

    /// <inheritdoc/>
    public string Name => "ollama-chat";

    /// <inheritdoc/>
    public string StreamContentType => "application/x-ndjson";

    /// <inheritdoc/>
    public bool StreamsJson => true;

    /// <inheritdoc/>
    public object DefaultProfile { get; } = OllamaProfile.Default with { RepairArguments = true };

    /// <inheritdoc/>
    public bool OwnsPath(string path) => path.EndsWith("/api/chat", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        if (OwnsPath(path))
        {
            return endpoint;
        }

        // A base that was meant for the compatible endpoint leads to the same server.
        path = path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^3] : path;
        return new UriBuilder(endpoint) { Path = path + "/api/chat" }.Uri;
    }

    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => throw new NotSupportedException(NoClients);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => throw new NotSupportedException(NoClients);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => throw new NotSupportedException(NoClients);

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => throw new NotSupportedException(NoClients);

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output) => RequestWriter.Write(translation, ProfileOf(translation), output);

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) => new StreamReader(translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) =>
        WholeAnswer.Read(body, translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => ErrorReader.Read(status, body, retryAfter);

    private static OllamaProfile ProfileOf(Translation translation) => translation.Profile as OllamaProfile ?? OllamaProfile.Default;
}
