using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// This half speaks to clients.
public sealed partial class OpenAiChatDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => NotThere;

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => throw new NotSupportedException(Name);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => throw new NotSupportedException(Name);

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => throw new NotSupportedException(Name);
}
