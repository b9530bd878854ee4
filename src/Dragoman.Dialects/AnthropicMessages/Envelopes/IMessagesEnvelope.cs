using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Envelopes;

/// <summary>
/// A dialect that carries Messages bodies in an envelope of its own (Bedrock's InvokeModel, Vertex's rawPredict). What is inside can
/// pass byte for byte: only the envelope is put on and taken off.
/// </summary>
public interface IMessagesEnvelope
{
    /// <summary>True where betas travel in the body; false where they stay a header.</summary>
    bool HasBetasInBody { get; }

    /// <summary>Puts a request into the envelope.</summary>
    /// <param name="body">A Messages body.</param>
    /// <param name="betas">The betas that go with it, each a plain name.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="version">The <c>anthropic_version</c> that is configured; null for the cloud's own (H-008).</param>
    void Wrap(ReadOnlySpan<byte> body, IEnumerable<string> betas, ByteWriter output, string? version = null);

    /// <summary>Takes the framing off a stream, so that server-sent events remain; null where the stream is of these already.</summary>
    /// <param name="mediaType">The response's media type, lower case.</param>
    StreamUnwrapper? CreateUnwrapper(string mediaType);

    /// <summary>Writes an error of the cloud in the envelope of the Messages API, its wording untouched.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The cloud's error body.</param>
    /// <param name="output">Where to write.</param>
    void UnwrapError(int status, ReadOnlySpan<byte> body, ByteWriter output);

    /// <summary>The URL that counts tokens.</summary>
    Uri CountAddress(Uri endpoint, string model);

    /// <summary>Writes a request to count the tokens of a Messages body.</summary>
    void WrapCount(ReadOnlySpan<byte> body, string model, IEnumerable<string> betas, ByteWriter output, string? version = null);

    /// <summary>The number in the answer; null where there is none.</summary>
    long? ReadCount(ReadOnlySpan<byte> answer);
}
