using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

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
    [InlineData("call_2", "functions.read")]
    [InlineData("call_2", "mcp__tracker__list")]
    [InlineData("call_2", "Unheard")]
    public void A_stream_goes_on_as_before_when_the_conversation_is_let_go(string id, string name)
    {
        Tell(id, name, letGo: true).ShouldBe(Tell(id, name, letGo: false));
    }

    [Fact]
    public void What_is_kept_has_names_and_ids_and_no_content()
    {
        using var request = Chat.Read(Chat.Request(Conversation, Tools));
        using var small = request.ForAnswer(keepSchemas: false);

        small.Tools.Length.ShouldBe(2);
        Text(small, small.Tools[1].Name).ShouldBe("mcp__Tracker__List");
        small.Blocks.Length.ShouldBe(1);
        Text(small, small.Blocks[0].Id).ShouldBe("call_1");
        Encoding.UTF8.GetString(small.Arena.Bytes).ShouldNotContain("/a");
    }

    private static string Tell(string id, string name, bool letGo)
    {
        var request = Chat.Read(Chat.Request(Conversation, Tools));
        var attempt = Chat.Attempt(request);
        using var body = new ByteWriter();
        new OpenAiChatDialect().WriteRequest(attempt, body).ShouldBeNull();
        using var output = new ByteWriter();
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(Chunk("""{"role":"assistant","content":"I look."}""", "null"));
        reader.HasContent.ShouldBeTrue();
        reader.NeedsConversation.ShouldBeFalse();
        ConversationRequest? small = null;
        if (letGo)
        {
            small = attempt.ForgetConversation(reader.NeedsSchemas);
            request.Dispose();
        }

        reader.Feed(Chunk(
            $$$"""{"tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":"{\"file_path\":\"/b\"}"}}]}""",
            "null"));
        reader.Feed(Chunk("{}", "\"tool_calls\""));
        reader.Feed("data: [DONE]\n\n"u8);
        reader.IsFinished.ShouldBeTrue();
        (small ?? request).Dispose();
        return Encoding.UTF8.GetString(output.Written);
    }

    private static byte[] Chunk(string delta, string finish) => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n");

    private static string Text(ConversationRequest request, Slice slice) => Encoding.UTF8.GetString(request[slice]);
}
