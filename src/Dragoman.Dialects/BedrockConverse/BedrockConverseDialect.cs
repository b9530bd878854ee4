using Dragoman.Dialects.Aws;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// Amazon Bedrock's Converse and ConverseStream, one shape for every model there. How models differ is data, see
/// <see cref="BedrockConverseProfile"/>. It speaks to upstreams only.
/// </summary>
public sealed class BedrockConverseDialect : IDialect, ICountsTokens
{
    private const string NoClients = "bedrock-converse speaks to upstreams only.";

    /// <inheritdoc/>
    public string Name => "bedrock-converse";

    /// <inheritdoc/>
    public string StreamContentType => "application/vnd.amazon.eventstream";

    /// <inheritdoc/>
    public object DefaultProfile { get; } = BedrockConverseProfile.Default with { RepairArguments = true };

    /// <inheritdoc/>
    public bool OwnsPath(string path) =>
        path.EndsWith("/converse", StringComparison.Ordinal) || path.EndsWith("/converse-stream", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        var verb = stream ? "/converse-stream" : "/converse";
        // The colons and slashes of an ARN are encoded here, once (H-411).
        return new UriBuilder(endpoint)
        {
            Path = OwnsPath(path) ? path[..path.LastIndexOf('/')] + verb : $"{path}/model/{Uri.EscapeDataString(model)}{verb}",
        }.Uri;
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

    // The members that the question may have.
    private static readonly byte[][] Counted = ["messages"u8.ToArray(), "system"u8.ToArray(), "toolConfig"u8.ToArray(), "additionalModelRequestFields"u8.ToArray()];

    /// <inheritdoc/>
    public Uri CountAddress(Uri endpoint, string model)
    {
        var address = new UriBuilder(Address(endpoint, InferenceProfiles.Foundation(model), stream: false));
        address.Path = address.Path[..address.Path.LastIndexOf('/')] + "/count-tokens";
        return address.Uri;
    }

    /// <inheritdoc/>
    public Failure? WriteCount(Translation translation, Uri endpoint, ByteWriter output)
    {
        using var body = new ByteWriter();
        if (WriteRequest(translation, body) is { } failure)
        {
            return failure;
        }

        output.Write("{\"input\":{\"converse\":"u8);
        MemberFilter.Write(body.Written, Counted, output);
        output.Write("}}"u8);
        return null;
    }

    /// <inheritdoc/>
    public long? ReadCount(ReadOnlySpan<byte> answer) => MemberFilter.Number(answer, "inputTokens"u8);

    private static BedrockConverseProfile ProfileOf(Translation translation) =>
        translation.Profile as BedrockConverseProfile ?? BedrockConverseProfile.Default;
}
