using System.Buffers.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Aws;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>
/// Claude on Amazon Bedrock: Messages bodies through <c>InvokeModel</c>. Model and stream stand in the URL, version and betas in the
/// body, and streams come as binary frames with the events of the Messages API in them (H-413 to H-418).
/// </summary>
public sealed class BedrockInvokeDialect : IDialect, IMessagesEnvelope
{
    private const string Models = "/model/";
    private const string Whole = "/invoke";
    private const string Streamed = "/invoke-with-response-stream";

    private static readonly AnthropicMessagesDialect Messages = new();

    /// <inheritdoc/>
    public string Name => "bedrock-invoke";

    /// <inheritdoc/>
    public string Carries => Messages.Name;

    /// <inheritdoc/>
    public string StreamContentType => "application/vnd.amazon.eventstream";

    /// <inheritdoc/>
    public object DefaultProfile => CloudHosts.Bedrock;

    /// <inheritdoc/>
    public bool RunsServerTool(string type, object? profile) => (profile as MessagesHost ?? CloudHosts.Bedrock).RunsServerTool(type);

    /// <inheritdoc/>
    public bool HasBetasInBody => true;

    private static ReadOnlySpan<byte> Version => "bedrock-2023-05-31"u8;

    /// <inheritdoc/>
    public bool OwnsPath(string path) =>
        path.Contains(Models, StringComparison.Ordinal)
        && (path.EndsWith(Whole, StringComparison.Ordinal) || path.EndsWith(Streamed, StringComparison.Ordinal));

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream) => At(endpoint, model, stream ? Streamed : Whole);

    /// <inheritdoc/>
    public Uri CountAddress(Uri endpoint, string model) => At(endpoint, InferenceProfiles.Foundation(model), "/count-tokens");

    /// <inheritdoc/>
    public void Wrap(ReadOnlySpan<byte> body, IEnumerable<string> betas, ByteWriter output, string? version = null) =>
        EnvelopeBody.Write(body, version is null ? Version : System.Text.Encoding.UTF8.GetBytes(version), betas, keepsModel: false, keepsStream: false, output);

    /// <inheritdoc/>
    public void WrapCount(ReadOnlySpan<byte> body, string model, IEnumerable<string> betas, ByteWriter output, string? version = null)
    {
        using var inner = new ByteWriter(body.Length + 256);
        InvokeCount.Complete(body, inner);
        using var wrapped = new ByteWriter(inner.Length + 256);
        Wrap(inner.Written, betas, wrapped, version);
        output.Write("{\"input\":{\"invokeModel\":{\"body\":\""u8);
        var length = Base64.GetMaxEncodedToUtf8Length(wrapped.Length);
        Base64.EncodeToUtf8(wrapped.Written, output.GetSpan(length), out _, out var written);
        output.Advance(written);
        output.Write("\"}}}"u8);
    }

    /// <inheritdoc/>
    public long? ReadCount(ReadOnlySpan<byte> answer) => new JsonCursor(RawObject.Value(answer, "inputTokens"u8)).ReadInteger();

    /// <inheritdoc/>
    public StreamUnwrapper? CreateUnwrapper(string mediaType) =>
        mediaType == StreamContentType || mediaType.Length == 0 ? new ChunkUnwrapper() : null;

    /// <inheritdoc/>
    public void UnwrapError(int status, ReadOnlySpan<byte> body, ByteWriter output) => InvokeErrors.Unwrap(status, body, output);

    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => Messages.ReadRequest(request);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => new ChunkWriter(translation, output);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => Messages.CreateAnswerWriter(translation, output);

    /// <inheritdoc/>
    /// <remarks>AWS says 403 for a credential that is wrong, and 503 where Anthropic says 529 (H-410).</remarks>
    public int ErrorStatus(Failure failure) => failure.Status switch { 401 => 403, 529 => 503, var status => status };

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => InvokeErrors.Write(failure, output);

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output)
    {
        EnvelopedRequest.Write(translation, this, output);
        return null;
    }

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) =>
        new UnwrappedReader(new ChunkUnwrapper(), Messages.CreateStreamReader(translation, sink));

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) => Messages.ReadAnswer(body, translation, sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        using var unwrapped = new ByteWriter(body.Length + 256);
        UnwrapError(status, body, unwrapped);
        return Messages.ReadError(InvokeErrors.StatusOf(status, unwrapped.Written), unwrapped.Written, retryAfter) with { UpstreamStatus = status };
    }

    // The endpoint is the service's, or the full URL of some model there. The model's id is encoded once (H-411).
    private static Uri At(Uri endpoint, string model, string operation)
    {
        var path = endpoint.AbsolutePath;
        var models = path.IndexOf(Models, StringComparison.Ordinal);
        return new UriBuilder(endpoint)
        {
            Path = (models < 0 ? path.TrimEnd('/') : path[..models]) + Models + Uri.EscapeDataString(model) + operation,
        }.Uri;
    }
}
