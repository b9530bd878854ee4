using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// OpenAI's Responses, at OpenAI, Azure and whoever else speaks it. How a host departs from OpenAI is data, see
/// <see cref="OpenAiResponsesProfile"/>. This half speaks to upstreams.
/// </summary>
public sealed partial class OpenAiResponsesDialect : IDialect, ICountsTokens
{
    /// <inheritdoc/>
    public string Name => "openai-responses";

    /// <inheritdoc/>
    public object DefaultProfile { get; } = OpenAiResponsesProfile.Default with { RepairArguments = true };

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

    // The members that the question may have.
    private static readonly byte[][] Counted =
    [
        "model"u8.ToArray(), "instructions"u8.ToArray(), "input"u8.ToArray(), "tools"u8.ToArray(), "tool_choice"u8.ToArray(),
        "parallel_tool_calls"u8.ToArray(), "reasoning"u8.ToArray(), "text"u8.ToArray(), "truncation"u8.ToArray(),
    ];

    /// <inheritdoc/>
    public Uri CountAddress(Uri endpoint, string model)
    {
        var address = new UriBuilder(Address(endpoint, model, stream: false));
        address.Path = address.Path.TrimEnd('/') + "/input_tokens";
        return address.Uri;
    }

    /// <inheritdoc/>
    public Failure? WriteCount(Translation translation, Uri endpoint, ByteWriter output)
    {
        using var body = new ByteWriter();
        if (WriteRequest(translation, body) is { } failure)
        {
            return failure;
        }

        MemberFilter.Write(body.Written, Counted, output);
        return null;
    }

    /// <inheritdoc/>
    public long? ReadCount(ReadOnlySpan<byte> answer) => MemberFilter.Number(answer, "input_tokens"u8);

    private static OpenAiResponsesProfile ProfileOf(Translation translation) =>
        translation.Profile as OpenAiResponsesProfile ?? OpenAiResponsesProfile.Default;
}
