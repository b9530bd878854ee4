using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiChat;

// This half speaks to clients.
public sealed partial class OpenAiChatDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => RequestReader.Read(request);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => new ChunkWriter(translation, output);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => new AnswerWriter(translation, output);

    /// <inheritdoc/>
    /// <remarks>529 is Anthropic's own; OpenAI is overloaded with a 503.</remarks>
    public int ErrorStatus(Failure failure) => failure.Status == 529 ? 503 : failure.Status;

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) => ErrorWriter.Write(failure, requestId, output);
}
