using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>What Azure puts around a stream of OpenAI's (H-372).</summary>
public sealed class AzureStreamTests
{
    private const string Filters = "\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}";

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public void H_372_verdicts_of_azures_filters_change_nothing_of_the_answer(int size)
    {
        string[] plain =
        [
            Streams.Delta("""{"role":"assistant","content":""}"""),
            Streams.Text("Hel"),
            Streams.Text("lo"),
            Streams.Call(0, "call_1", "Bash", """{"command":"ls"}"""),
            Streams.Delta("{}", "tool_calls"),
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""",
            Streams.Done,
        ];
        string[] azure =
        [
            """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"jailbreak":{"filtered":false,"detected":false}}}]}""",
            .. plain[..4].Select(Filtered),
            Filtered(plain[4]),
            // Behind the reason the filters of a longer window are told, with offsets and without a delta.
            $$$"""{"id":"","object":"","created":0,"model":"","choices":[{"index":0,"finish_reason":null,{{{Filters}}},"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198}}]}""",
            .. plain[5..],
        ];

        var told = Streams.Read(Streams.Sse(azure), size: size);
        told.Events.ShouldBe(Streams.Read(Streams.Sse(plain), size: size).Events);
        told.Stop.ShouldBe(StopReason.ToolUse);
        told.Id.ShouldBe("chatcmpl-1");
        told.Usage.InputTokens.ShouldBe(9);
    }

    private static string Filtered(string chunk) => chunk.Replace("\"index\":0,\"delta\"", $"\"index\":0,{Filters},\"delta\"", StringComparison.Ordinal);
}
