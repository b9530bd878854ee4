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
    /// Reads a client's request. The body stands in <c>request.Arena[request.Body]</c>; slices point into it, decoded parts are
    /// appended to the arena. Null on success; else what is wrong, with the place.
    /// </summary>
    Failure? ReadRequest(ConversationRequest request);

    /// <summary>A sink that writes the events of an answer to the client as a stream, frame by frame, into <paramref name="output"/>.</summary>
    IStreamSink CreateStreamWriter(Translation translation, ByteWriter output);

    /// <summary>A sink that gathers the events of an answer and, at <see cref="StreamEventKind.End"/>, writes one whole JSON answer.</summary>
    IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output);

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
