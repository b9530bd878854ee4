using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Calls whose arguments are looked at before the client gets them (N15).</summary>
public sealed class RepairedCallTests
{
    private const string Tools = """
        "tools":[{"name":"Edit","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"all":{"type":"boolean"},"n":{"type":"integer"}},"required":["file_path"],"additionalProperties":false}},
                 {"name":"Free","input_schema":{"type":"object"}}]
        """;

    private static readonly OpenAiChatProfile Repairing = new() { RepairArguments = true };
    private static readonly string Request = Chat.Request("""[{"role":"user","content":"hi"}]""", Tools);
    private static readonly string Finish = Streams.Delta("{}", "tool_calls");

    [Theory]
    [InlineData("""{"file_path":"/a","all":"true"}""", """{"file_path":"/a","all":true}""")]
    [InlineData("""{"path":"/ü","n":"3"}""", """{"file_path":"/ü","n":3}""")]
    [InlineData("""{'file_path': '/a'}""", """{"file_path":"/a"}""")]
    [InlineData("""{"file_path":"/a" """, """{"file_path":"/a"}""")]
    [InlineData("```json\n{\"file_path\":\"/a\"}\n```", """{"file_path":"/a"}""")]
    [InlineData("{\"file_path\":\"a\nb\"}", """{"file_path":"a\nb"}""")]
    public void N15_what_was_meant_is_what_the_client_gets_and_the_record_says_so(string given, string meant)
    {
        foreach (var piece in new[] { 1, 3, 1000 })
        {
            using var conversation = Chat.Read(Request);
            var told = new Told();
            var attempt = Chat.Attempt(conversation, Repairing);
            using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, told);
            Streams.Feed(reader, System.Text.Encoding.UTF8.GetBytes(Stream(given, piece)), 50);
            told.Calls.Single().Text.ShouldBe(meant);
            told.Stop.ShouldBe(StopReason.ToolUse);
            attempt.Losses.ToString().ShouldBe("tool_arguments:remapped");
        }
    }

    [Fact]
    public void N15_a_call_finds_the_schema_of_its_tool_when_the_conversation_was_let_go()
    {
        var many = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""
            "option{{i}}":{"type":"integer"}
            """));
        using var conversation = Chat.Read(Chat.Request(
            """[{"role":"user","content":"hi"}]""",
            $$$$"""
            "tools":[{"name":"Edit","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},{{{{many}}}}},"required":["file_path"],"additionalProperties":false}}]
            """));
        var told = new Told();
        var attempt = Chat.Attempt(conversation, Repairing);
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, told);
        Streams.Feed(reader, System.Text.Encoding.UTF8.GetBytes(Streams.Sse(Streams.Delta("""{"content":"I edit."}"""))), 50);
        using var small = attempt.ForgetConversation(reader.NeedsSchemas);
        Streams.Feed(reader, System.Text.Encoding.UTF8.GetBytes(Stream("""{"path":"/a","option39":"3"}""", 1000)), 50);
        told.Calls.Single().Text.ShouldBe("""{"file_path":"/a","option39":3}""");
    }

    [Theory]
    [InlineData("""{"file_path":"/a","all":"maybe"}""")]
    [InlineData("""{"file_path":"/a""")]
    [InlineData("""{ "file_path" : "/a" }""")]
    [InlineData("""{"file_path":"/a","extra":1}""")]
    public void N15_H_220_the_original_bytes_pass_where_nothing_can_be_proven(string given)
    {
        foreach (var piece in new[] { 1, 1000 })
        {
            Streams.Read(Stream(given, piece), Repairing, Request).Calls.Single().Text.ShouldBe(given);
        }
    }

    [Fact]
    public void H_220_a_call_that_the_bound_cut_off_is_not_completed()
    {
        var told = Streams.Read(
            Streams.Sse(Streams.Call(0, "a", "Edit", """{"file_path":"/a","all":true"""), Streams.Delta("{}", "length"), Streams.Done), Repairing, Request);
        told.Calls.Single().Text.ShouldBe("""{"file_path":"/a","all":true""");
        told.Stop.ShouldBe(StopReason.MaxTokens);
    }

    [Fact]
    public void Calls_keep_their_order_and_a_good_one_does_not_wait_for_the_next()
    {
        var told = Streams.Read(Streams.Sse(
            Streams.Call(0, "a", "Edit", """{'file_path': '/a'}"""), Streams.Call(1, "b", "Edit", """{"path":"/b"}"""), Streams.Call(2, "c", "Free", """{"x":"true"}"""),
            Finish, Streams.Done), Repairing, Request);
        told.Calls.Select(call => call.Id + call.Text).ShouldBe(["a{\"file_path\":\"/a\"}", "b{\"file_path\":\"/b\"}", "c{\"x\":\"true\"}"]);
    }

    [Fact]
    public void Where_no_host_asks_for_it_arguments_pass_as_they_come()
    {
        var told = Streams.Read(Stream("""{"file_path":"/a","all":"true"}""", 5), new OpenAiChatProfile(), Request);
        told.Calls.Single().Text.ShouldBe("""{"file_path":"/a","all":"true"}""");
        told.Calls.Single().Deltas.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void A_tool_that_nobody_offered_is_not_judged() =>
        Streams.Read(Streams.Sse(Streams.Call(0, "a", "Other", """{"all":"true"}"""), Finish, Streams.Done), Repairing, Request)
            .Calls.Single().Text.ShouldBe("""{"all":"true"}""");

    private static string Stream(string arguments, int piece)
    {
        var chunks = new List<string> { Streams.Call(0, "a", "Edit", string.Empty) };
        for (var at = 0; at < arguments.Length; at += piece)
        {
            chunks.Add(Streams.Call(0, null, null, arguments.Substring(at, Math.Min(piece, arguments.Length - at))));
        }

        return Streams.Sse([.. chunks, Finish, Streams.Done]);
    }
}
