using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.VertexAnthropic;

/// <summary>
/// Claude on Google Cloud: Messages bodies through <c>rawPredict</c> and <c>streamRawPredict</c>. Model and stream stand in the URL,
/// the version in the body, betas in the header; streams are those of the Messages API (H-396 to H-400).
/// </summary>
public sealed class VertexAnthropicDialect : IDialect, IMessagesEnvelope
{
    private const string Models = "/publishers/anthropic/models/";

    private static readonly AnthropicMessagesDialect Messages = new();

    /// <inheritdoc/>
    public string Name => "vertex-anthropic";

    /// <inheritdoc/>
    public string Carries => Messages.Name;

    /// <inheritdoc/>
    public object DefaultProfile => CloudHosts.Vertex;

    /// <inheritdoc/>
    public bool RunsServerTool(string type, object? profile) => (profile as MessagesHost ?? CloudHosts.Vertex).RunsServerTool(type);

    /// <inheritdoc/>
    public bool HasBetasInBody => false;

    private static ReadOnlySpan<byte> Version => "vertex-2023-10-16"u8;

    /// <inheritdoc/>
    public bool OwnsPath(string path) =>
        path.Contains(Models, StringComparison.Ordinal)
        && (path.EndsWith(":rawPredict", StringComparison.Ordinal) || path.EndsWith(":streamRawPredict", StringComparison.Ordinal));

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream) =>
        At(endpoint, $"{Uri.EscapeDataString(model)}:{(stream ? "streamRawPredict" : "rawPredict")}");

    /// <inheritdoc/>
    public Uri CountAddress(Uri endpoint, string model) => At(endpoint, "count-tokens:rawPredict");

    /// <inheritdoc/>
    public void Wrap(ReadOnlySpan<byte> body, IEnumerable<string> betas, ByteWriter output, string? version = null) =>
        EnvelopeBody.Write(body, version is null ? Version : System.Text.Encoding.UTF8.GetBytes(version), betas: null, keepsModel: false, keepsStream: true, output);

    /// <inheritdoc/>
    public void WrapCount(ReadOnlySpan<byte> body, string model, IEnumerable<string> betas, ByteWriter output, string? version = null) =>
        EnvelopeBody.Write(body, version is null ? Version : System.Text.Encoding.UTF8.GetBytes(version), betas: null, keepsModel: true, keepsStream: false, output);

    /// <inheritdoc/>
    public long? ReadCount(ReadOnlySpan<byte> answer) => new JsonCursor(RawObject.Value(answer, "input_tokens"u8)).ReadInteger();

    /// <inheritdoc/>
    public StreamUnwrapper? CreateUnwrapper(string mediaType) => null;

    /// <inheritdoc/>
    public void UnwrapError(int status, ReadOnlySpan<byte> body, ByteWriter output) => GoogleErrors.Unwrap(status, body, output);

    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => Messages.ReadRequest(request);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => Messages.CreateStreamWriter(translation, output);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => Messages.CreateAnswerWriter(translation, output);

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => Messages.WriteError(failure, requestId, output);

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output)
    {
        EnvelopedRequest.Write(translation, this, output);
        return null;
    }

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) => Messages.CreateStreamReader(translation, sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) => Messages.ReadAnswer(body, translation, sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        using var unwrapped = new ByteWriter(body.Length + 256);
        UnwrapError(status, body, unwrapped);
        return Messages.ReadError(status, unwrapped.Written, retryAfter);
    }

    // The endpoint is a location (…/projects/P/locations/L), or the full URL of some model there.
    private static Uri At(Uri endpoint, string last)
    {
        var path = endpoint.AbsolutePath;
        var models = path.IndexOf(Models, StringComparison.Ordinal);
        return new UriBuilder(endpoint) { Path = (models < 0 ? path.TrimEnd('/') : path[..models]) + Models + last }.Uri;
    }
}
