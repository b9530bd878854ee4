using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// OpenAI's chat completions and everything that calls itself compatible with it. How a host departs from OpenAI is data, see
/// <see cref="OpenAiChatProfile"/>. This half speaks to upstreams.
/// </summary>
public sealed partial class OpenAiChatDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openai-chat";

    /// <inheritdoc/>
    /// <remarks>Models behind hosts that nobody knows write odd arguments; OpenAI's own entry in the catalogue says otherwise.</remarks>
    public object DefaultProfile { get; } = OpenAiChatProfile.Default with { RepairArguments = true };

    /// <inheritdoc/>
    public bool RunsServerTool(string type, object? profile) => type.StartsWith("web_search", StringComparison.Ordinal)
        && (profile as OpenAiChatProfile ?? OpenAiChatProfile.Default).WebSearch != ChatWebSearch.None;

    /// <inheritdoc/>
    public bool OwnsPath(string path) => path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream) => OpenAiAddress.Of(endpoint, "chat/completions", model);

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
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => ErrorReader.Read(status, body, retryAfter);

    private static OpenAiChatProfile ProfileOf(Translation translation) =>
        translation.Profile as OpenAiChatProfile ?? OpenAiChatProfile.Default;
}
