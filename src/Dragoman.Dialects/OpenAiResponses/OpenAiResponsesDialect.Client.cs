using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

// This half speaks to clients.
public sealed partial class OpenAiResponsesDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) =>
        OpenAiChat.Client.ErrorWriter.Write(failure, requestId, output);
}
