using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini.Client;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// This half speaks to clients: Gemini CLI and what is built on Google's SDKs.
public sealed partial class GeminiDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request)
    {
        TokenCount.Unwrap(request);
        return RequestReader.Read(request);
    }

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => new Client.StreamWriter(translation, output, _streamsArray);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => new AnswerWriter(translation, output);

    /// <inheritdoc/>
    /// <remarks>529 is Anthropic's own; Google is overloaded with a 503.</remarks>
    public int ErrorStatus(Failure failure) => failure.Status == 529 ? 503 : failure.Status;

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => ErrorWriter.Write(failure, output);
}
