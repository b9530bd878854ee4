using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiResponses.Client;

namespace Dragoman.Dialects.OpenAiResponses;

// This half speaks to clients.
public sealed partial class OpenAiResponsesDialect
{
    /// <inheritdoc/>
    public Failure? ReadRequest(ConversationRequest request) => RequestReader.Read(request);

    /// <inheritdoc/>
    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => new ResponseWriter(translation, output, isStream: true);

    /// <inheritdoc/>
    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => new ResponseWriter(translation, output, isStream: false);

    /// <inheritdoc/>
    /// <remarks>529 is Anthropic's own; OpenAI is overloaded with a 503.</remarks>
    public int ErrorStatus(Failure failure) => failure.Status == 529 ? 503 : failure.Status;

    /// <inheritdoc/>
    public void WriteError(Failure failure, string requestId, ByteWriter output) =>
        OpenAiChat.Client.ErrorWriter.Write(failure, requestId, output);
}
