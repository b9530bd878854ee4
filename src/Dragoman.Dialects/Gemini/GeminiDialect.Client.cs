using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// This half speaks to clients.
public sealed partial class GeminiDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => throw new NotSupportedException();
}
