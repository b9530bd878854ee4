using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

/// <summary>A stream whose model thinks for minutes does not hold the conversation meanwhile (P7).</summary>
public sealed class LetGoTests
{
    private const string Conversation = """
        [{"role":"user","content":"go"},
         {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"Read","input":{"file_path":"/a"}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"text"}]}]
        """;

    private const string Tools = """
        "tools":[{"name":"Read","description":"reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}},
                 {"name":"mcp__Tracker__List","input_schema":{"type":"object"}}]
        """;

    [Theory]
    [InlineData("call_2", "Read")]
    [InlineData("call_1", "Read")]
    [InlineData("call_2", "mcp__tracker__list")]
    [InlineData("call_2", "Unheard")]
    public void A_stream_goes_on_as_before_when_the_conversation_is_let_go(string id, string name)
    {
        var letGo = Tell(id, name, letGo: true);
        letGo.ShouldBe(Tell(id, name, letGo: false));
        letGo.ShouldContain("I look.");
        letGo.ShouldContain("/b");
    }

    private static string Tell(string id, string name, bool letGo)
    {
        var request = Chat.Read(Chat.Request(Conversation, Tools));
        var attempt = Resp.Attempt(request);
        using var body = new ByteWriter();
        Resp.Dialect.WriteRequest(attempt, body).ShouldBeNull();
        using var output = new ByteWriter();
        using var reader = Resp.Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(Encoding.UTF8.GetBytes(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}"""),
            Resp.Text(0, "I look."))));
        reader.HasContent.ShouldBeTrue();
        reader.NeedsConversation.ShouldBeFalse();
        ConversationRequest? small = null;
        if (letGo)
        {
            small = attempt.ForgetConversation(reader.NeedsSchemas);
            request.Dispose();
        }

        const string Arguments = "{\"file_path\":\"/b\"}";
        reader.Feed(Encoding.UTF8.GetBytes(Resp.Sse(
            Resp.Done(0, Resp.Message("I look.")),
            Resp.Added(1, $$"""{"id":"fc_1","type":"function_call","call_id":"{{id}}","name":"{{name}}","arguments":""}"""),
            Resp.Arguments(1, Arguments),
            Resp.Done(1, Resp.Call(id, name, Arguments)),
            Resp.Completed($"[{Resp.Message("I look.")},{Resp.Call(id, name, Arguments)}]"))));
        reader.IsFinished.ShouldBeTrue();
        (small ?? request).Dispose();
        return Encoding.UTF8.GetString(output.Written);
    }
}
