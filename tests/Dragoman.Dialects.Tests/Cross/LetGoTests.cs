using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.BedrockConverse;
using Dragoman.Dialects.Tests.Gemini;
using Dragoman.Dialects.Tests.Ollama;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Dialects.Tests.OpenAiResponses;

namespace Dragoman.Dialects.Tests.Cross;

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

    private const string Arguments = "{\"file_path\":\"/b\"}";

    public static TheoryData<string, string, string> Calls
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var upstream in new[] { "openai-chat", "openai-responses", "bedrock-converse", "ollama", "gemini" })
            {
                rows.Add(upstream, "call_2", "Read");
                rows.Add(upstream, "call_1", "Read");
                rows.Add(upstream, "call_2", "mcp__tracker__list");
                rows.Add(upstream, "call_2", "Unheard");
            }

            rows.Add("openai-chat", "call_2", "functions.read");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_stream_goes_on_as_before_when_the_conversation_is_let_go(string upstream, string id, string name)
    {
        var letGo = Tell(upstream, id, name, letGo: true);
        letGo.ShouldBe(Tell(upstream, id, name, letGo: false));
        letGo.ShouldContain("I look.");
        letGo.ShouldContain("/b");
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

    private static string Tell(string upstream, string id, string name, bool letGo)
    {
        var row = UpstreamRow.Of(upstream);
        var request = Chat.Read(Chat.Request(Conversation, Tools));
        var attempt = row.Attempt(request);
        using var body = new ByteWriter();
        row.Dialect.WriteRequest(attempt, body).ShouldBeNull();
        using var output = new ByteWriter();
        using var reader = row.Dialect.CreateStreamReader(attempt, Exchange.Messages.CreateStreamWriter(attempt, output));
        var (text, call) = Stream(upstream, id, name);
        reader.Feed(text);
        reader.HasContent.ShouldBeTrue();
        reader.NeedsConversation.ShouldBeFalse();
        ConversationRequest? small = null;
        if (letGo)
        {
            small = attempt.ForgetConversation(reader.NeedsSchemas);
            request.Dispose();
        }

        reader.Feed(call);
        reader.Complete();
        reader.IsFinished.ShouldBeTrue();
        reader.BrokenBy.ShouldBeNull();
        (small ?? request).Dispose();
        return Encoding.UTF8.GetString(output.Written);
    }

    // A text, and a call behind it.
    private static (byte[] Text, byte[] Call) Stream(string upstream, string id, string name) => upstream switch
    {
        "openai-chat" => (
            Bytes(Streams.Sse(Streams.Text("I look."))),
            Bytes(Streams.Sse(Streams.Call(0, id, name, Arguments), Streams.Delta("{}", "tool_calls"), "[DONE]"))),
        "openai-responses" => (
            Bytes(Resp.Sse(
                Resp.Created,
                Resp.Added(0, """{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}"""),
                Resp.Text(0, "I look."))),
            Bytes(Resp.Sse(
                Resp.Done(0, Resp.Message("I look.")),
                Resp.Added(1, $$"""{"id":"fc_1","type":"function_call","call_id":"{{id}}","name":"{{name}}","arguments":""}"""),
                Resp.Arguments(1, Arguments),
                Resp.Done(1, Resp.Call(id, name, Arguments)),
                Resp.Completed($"[{Resp.Message("I look.")},{Resp.Call(id, name, Arguments)}]")))),
        "bedrock-converse" => (
            Bedrock.Stream(Bedrock.Start, Bedrock.Text("I look."), Bedrock.Close()),
            Bedrock.Stream(
                Bedrock.Call(id, name, 1),
                Bedrock.Delta($$$"""{"toolUse":{"input":{{{System.Text.Json.JsonSerializer.Serialize(Arguments)}}}}}""", 1),
                Bedrock.Close(1),
                Bedrock.Stop("tool_use"),
                Bedrock.Usage)),
        "ollama" => (
            Bytes(Local.Line("\"content\":\"I look.\"")),
            Bytes(Local.Line($$$"""
                "content":"","tool_calls":[{"id":"{{{id}}}","function":{"name":"{{{name}}}","arguments":{{{Arguments}}}}}]
                """) + Local.Done())),
        _ => (
            Bytes(Gem.Sse(Gem.Chunk(Gem.Text("I look.")))),
            Bytes(Gem.Sse(Gem.Chunk(Gem.Call(name, Arguments, id), "STOP")))),
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ConversationRequest request, Slice slice) => Encoding.UTF8.GetString(request[slice]);
}
