using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>The Anthropic Messages API, towards clients (Claude Code) and towards upstreams that speak it.</summary>
public sealed class AnthropicMessagesDialect : IDialect
{
    internal const string DialectName = "anthropic-messages";

    /// <inheritdoc/>
    /// <remarks>They are this protocol's own; a host that lacks one says so itself.</remarks>
    public bool RunsServerTool(string type, object? profile) => (profile as MessagesHost ?? MessagesHost.Default).RunsServerTool(type);

    /// <inheritdoc/>
    public string Name => DialectName;

    /// <inheritdoc/>
    public bool OwnsPath(string path) => path.EndsWith("/messages", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        return OwnsPath(path)
            ? endpoint
            : new UriBuilder(endpoint)
            {
                Path = path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? path + "/messages" : path + "/v1/messages",
            }.Uri;
    }

    /// <inheritdoc/>
    public object DefaultProfile => MessagesHost.Default;

    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => RequestReader.Read(request);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => new StreamWriter(translation, output);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => new AnswerWriter(translation, output);

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) =>
        ErrorWriter.WriteBody(failure, requestId, output);

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output)
    {
        var plan = translation.Profile as HostPlan ?? (translation.Profile as MessagesHost)?.Plan([]);
        plan?.NoteLosses(translation.Losses);
        if (plan is not { ChangesBody: true })
        {
            RequestWriter.Write(translation, output);
            return null;
        }

        using var body = new ByteWriter(translation.Request.Body.Length + 256);
        RequestWriter.Write(translation, body);
        plan.Edit(body.Written, translation.Losses, output);
        return null;
    }

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) => new StreamReader(sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) => WholeAnswerReader.Read(body, sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => ErrorReader.Read(status, body, retryAfter);
}
