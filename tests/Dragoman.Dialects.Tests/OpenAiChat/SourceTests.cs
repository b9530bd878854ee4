using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>What hosts say of the sources of their text, and of the searches that they ran.</summary>
public sealed class SourceTests
{
    private const string Annotation = """{"type":"url_citation","url_citation":{"url":"https://a.test/x","title":"A \"page\"","content":"said","start_index":0,"end_index":3}}""";
    private const string Location = """{"type":"web_search_result_location","cited_text":"said","url":"https://a.test/x","title":"A \"page\"","encrypted_index":""}""";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void H_182_H_204_a_citation_before_or_behind_the_first_text_stands_in_the_block_of_that_text(int at)
    {
        var chunks = new List<string> { Streams.Text("abc"), Streams.Text("def") };
        chunks.Insert(at, Streams.Delta($$"""{"content":"","annotations":[{{Annotation}},{"type":"file_citation","file":"x"},7]}"""));
        var told = Streams.Read(Streams.Sse([.. chunks, Streams.Delta("{}", "stop"), Streams.Done]));
        told.Shape.ShouldBe("Text:abcdef");
        told.Blocks[0].Citations.ShouldBe([Location]);
    }

    [Fact]
    public void H_204_a_citation_without_text_opens_no_block() =>
        Streams.Read(Streams.Sse(Streams.Delta($$"""{"annotations":[{{Annotation}}]}"""), Streams.Delta("{}", "stop"), Streams.Done)).Blocks.ShouldBeEmpty();

    [Fact]
    public void H_182_H_204_a_whole_answer_keeps_its_citations_in_the_clients_own_form()
    {
        var message = Whole($$"""{"role":"assistant","content":"abc","annotations":[{{Annotation}},{"type":"url_citation","url":"https://b.test"}]}""");
        var block = message["content"]!.AsArray().ShouldHaveSingleItem()!;
        block["text"]!.ToString().ShouldBe("abc");
        block["citations"]!.ToJsonString(Relaxed).ShouldBe(
            $$"""[{{Location}},{"type":"web_search_result_location","cited_text":"","url":"https://b.test","title":null,"encrypted_index":""}]""");
    }

    [Fact]
    public void H_182_a_streamed_citation_is_a_delta_of_its_text_block()
    {
        var stream = Stream(Streams.Sse(Streams.Delta($$"""{"annotations":[{{Annotation}}]}"""), Streams.Text("abc"), Streams.Delta("{}", "stop"), Streams.Done));
        stream.ShouldContain("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":" + Location + "}}");
        stream.IndexOf("citations_delta", StringComparison.Ordinal).ShouldBeGreaterThan(stream.IndexOf("content_block_start", StringComparison.Ordinal));
        stream.IndexOf("citations_delta", StringComparison.Ordinal).ShouldBeLessThan(stream.IndexOf("content_block_stop", StringComparison.Ordinal));
    }

    [Fact]
    public void H_204_citations_of_other_providers_do_not_go_back_to_anthropic()
    {
        var own = """{"type":"text","text":"b","citations":[{"type":"web_search_result_location","encrypted_index":"Eo8B"}]}""";
        var body = $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"a \"citations\"","citations":[{{Location}}]},{{own}}]}]}""";
        var expected = $$"""{"model":"n","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"a \"citations\""},{{own}}]}]}""";
        var bytes = Encoding.UTF8.GetBytes(body);
        MessagesScan.TryScan(bytes, out var scan, out _).ShouldBeTrue();
        using var spliced = new ByteWriter();
        RequestSplicer.Splice(bytes, scan, "n"u8, spliced);
        Encoding.UTF8.GetString(spliced.Written).ShouldBe(expected);

        using var request = Chat.Read(body);
        using var written = new ByteWriter();
        new AnthropicMessagesDialect().WriteRequest(Chat.Attempt(request), written).ShouldBeNull();
        Encoding.UTF8.GetString(written.Written).ShouldEndWith(expected[expected.IndexOf("\"messages\"", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void H_183_searches_that_the_host_ran_are_counted()
    {
        var usage = Whole("""{"role":"assistant","content":"abc"}""", "\"server_tool_use\":{\"web_search_requests\":2}")["usage"]!;
        usage["server_tool_use"]!["web_search_requests"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("pause_turn")]
    [InlineData("pause")]
    [InlineData("stop")]
    [InlineData("server_tool_calls")]
    public void H_185_a_foreign_host_never_pauses_the_clients_turn(string reason)
    {
        Streams.Read(Streams.Sse(Streams.Text("abc"), Streams.Delta("{}", reason), Streams.Done)).Stop.ShouldBe(StopReason.EndTurn);
        Streams.Whole($$"""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"abc"},"finish_reason":"{{reason}}"}]}""").Stop.ShouldBe(StopReason.EndTurn);
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode Whole(string message, string usage = "\"total_tokens\":9")
    {
        using var conversation = Chat.Read(Streams.Plain);
        using var output = new ByteWriter();
        var attempt = Chat.Attempt(conversation);
        var body = $$$"""{"id":"x","model":"m","choices":[{"index":0,"message":{{{message}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,{{{usage}}}}}""";
        new OpenAiChatDialect().ReadAnswer(Encoding.UTF8.GetBytes(body), attempt, new AnthropicMessagesDialect().CreateAnswerWriter(attempt, output)).ShouldBeNull();
        return Chat.Parse(output.Written);
    }

    private static string Stream(string sse)
    {
        using var conversation = Chat.Read(Streams.Plain);
        using var output = new ByteWriter();
        var attempt = Chat.Attempt(conversation);
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(Encoding.UTF8.GetBytes(sse));
        return Encoding.UTF8.GetString(output.Written);
    }
}
