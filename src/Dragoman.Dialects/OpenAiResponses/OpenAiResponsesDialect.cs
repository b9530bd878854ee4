using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// OpenAI's Responses, at OpenAI, Azure and whoever else speaks it. How a host departs from OpenAI is data, see
/// <see cref="OpenAiResponsesProfile"/>. This half speaks to upstreams.
/// </summary>
public sealed partial class OpenAiResponsesDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openai-responses";

    /// <inheritdoc/>
    public object DefaultProfile => OpenAiResponsesProfile.Default;

    /// <inheritdoc/>
    public bool RunsServerTool(string type, object? profile) =>
        type.StartsWith("web_search", StringComparison.Ordinal) && (profile as OpenAiResponsesProfile ?? OpenAiResponsesProfile.Default).WebSearch;

    /// <inheritdoc/>
    public bool OwnsPath(string path) => path.EndsWith("/responses", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream) => OpenAiAddress.Of(endpoint, "responses", model);

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output) =>
        RequestWriter.Write(translation, ProfileOf(translation), output);

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) =>
        new StreamReader(translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) =>
        WholeAnswer.Read(body, translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var failure = ErrorReader.Read(status, body, retryAfter);
        return failure with { Remedy = RefusedMembers.Find(failure) };
    }

    private static OpenAiResponsesProfile ProfileOf(Translation translation) =>
        translation.Profile as OpenAiResponsesProfile ?? OpenAiResponsesProfile.Default;
}
