using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects;

/// <summary>
/// A wire protocol: pure converters between its bytes and the conversation model. A dialect is a folder with one class that
/// implements this, and one line in <see cref="DialectRegistry"/>. The first half speaks to clients, the second to upstreams.
/// </summary>
public interface IDialect
{
    /// <summary>The name used in configuration and records, e.g. <c>anthropic-messages</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The protocol whose bodies it carries: its own name, or <c>anthropic-messages</c> for a host that wraps Messages in an
    /// envelope of its own (Bedrock's InvokeModel, Vertex's rawPredict), so that the bytes inside can pass.
    /// </summary>
    string Carries => Name;

    /// <summary>The content type of the streams that it writes to clients.</summary>
    string StreamContentType => "text/event-stream; charset=utf-8";

    /// <summary>True where its streams are JSON from the first byte on, so that they look like whole answers.</summary>
    bool StreamsJson => false;

    /// <summary>The settings that hold where nothing else is said of a host: a record of the dialect's own; null where it has none.</summary>
    object? DefaultProfile => null;

    /// <summary>
    /// True where the upstream runs a server tool itself, or something of the same meaning that the request writer maps it to. Where it
    /// does not, the gateway may run it (H-179).
    /// </summary>
    /// <param name="type">The tool's type, e.g. <c>web_search_20250305</c>; versions are an open list (H-184).</param>
    /// <param name="profile">The host's profile, see <see cref="DefaultProfile"/>.</param>
    bool RunsServerTool(string type, object? profile) => false;

    /// <summary>True where a full URL with this path is one of the dialect's turn endpoints.</summary>
    /// <param name="path">The path, without a slash at its end.</param>
    bool OwnsPath(string path);

    /// <summary>The URL that a turn is sent to. A query string stays.</summary>
    /// <param name="endpoint">What is configured: a base URL, or the full one.</param>
    /// <param name="model">The model's id, for hosts that have it in the path.</param>
    /// <param name="stream">Whether a stream is wanted, for hosts that have it in the path.</param>
    Uri Address(Uri endpoint, string model, bool stream);

    /// <summary>
    /// Reads a client's request. The body stands in <c>request.Arena[request.Body]</c>; slices point into it, decoded parts are
    /// appended to the arena. Null on success; else what is wrong, with the place. What a URL said (<c>Model</c>, <c>Stream</c>) is
    /// set before, for protocols that have it there.
    /// </summary>
    Failure? ReadRequest(ConversationRequest request);

    /// <summary>A sink that writes the events of an answer to the client as a stream, frame by frame, into <paramref name="output"/>.</summary>
    IStreamSink CreateStreamWriter(Translation translation, ByteWriter output);

    /// <summary>A sink that gathers the events of an answer and, at <see cref="StreamEventKind.End"/>, writes one whole JSON answer.</summary>
    IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output);

    /// <summary>The HTTP status that tells a failure to the protocol's clients, where theirs is not that of the Messages API.</summary>
    int ErrorStatus(Failure failure) => failure.Status;

    /// <summary>Writes an error body for the client.</summary>
    void WriteError(Failure failure, string requestId, ByteWriter output);

    /// <summary>
    /// Writes the request for the upstream; what cannot be carried goes to <see cref="Translation.Losses"/>. Null on success; else
    /// why this upstream cannot serve the request at all.
    /// </summary>
    Failure? WriteRequest(Translation translation, ByteWriter output);

    /// <summary>Reads an upstream's stream, fed as it arrives, into <paramref name="sink"/>.</summary>
    AnswerReader CreateStreamReader(Translation translation, IStreamSink sink);

    /// <summary>
    /// Reads an upstream's whole answer as the same events. Null on success; a failure where the body is an error in disguise
    /// (H-261) or no answer at all, and then no event was raised.
    /// </summary>
    Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink);

    /// <summary>Reads an upstream's error body.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, of whatever type.</param>
    /// <param name="retryAfter">What the response headers said about waiting.</param>
    Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter);
}
