using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>The rows of A06 and A07 for openai-chat, both ways, in requests and in answers.</summary>
public sealed class MatrixTests
{
    private const string Png = "iVBORw0KGgo=";

    private static readonly ModelTraits Gpt = new() { Id = "gpt-4.1", Documents = true };

    private static readonly StrictOpenAiOptions Rules = new() { Models = ["gpt-4.1"] };

    public static TheoryData<string> Cases => ["text", "one call", "five calls", "image result", "error result", "empty result"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A06_a_messages_history_is_a_valid_chat_history_of_the_same_meaning(string row)
    {
        using var request = Exchange.Read(Exchange.Messages, MessagesBody(row));

        var (body, losses) = Write(Exchange.Chat, request);

        StrictOpenAi.CheckBody(body, Rules).ShouldBeEmpty();
        using var carried = Exchange.Read(Exchange.Chat, body);
        Faults.None(Carrying.Faults(Meaning.Of(request), Meaning.Of(carried), losses));
        ExpectChat(row, JsonNode.Parse(body)!["messages"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A06_a_chat_history_is_a_valid_messages_history_of_the_same_meaning(string row)
    {
        using var request = Exchange.Read(Exchange.Chat, ChatBody(row));

        var (body, losses) = Write(Exchange.Messages, request);

        StrictAnthropic.CheckBody(body).ShouldBeEmpty();
        using var carried = Exchange.Read(Exchange.Messages, body);
        Faults.None(Carrying.Faults(Meaning.Of(request), Meaning.Of(carried), losses));
        Meaning.Of(carried).Calls.Count.ShouldBe(CallCount(row));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public void A07_parallel_calls_survive_each_way_as_stream_and_whole(int count)
    {
        foreach (var (from, to) in new IDialect[] { Exchange.Chat, Exchange.Messages }.SelectMany(
            from => new IDialect[] { Exchange.Chat, Exchange.Messages }, (from, to) => (from, to)))
        {
            foreach (var asStream in new[] { true, false })
            {
                var body = Answer(from, count, asStream);
                Faults.None([.. Retelling.Faults(from, to, body, asStream)]);
                ChatOracleOrMessages(from, body, asStream).Calls.Count.ShouldBe(count);
            }
        }
    }

    private static (byte[] Body, Losses Losses) Write(IDialect to, ConversationRequest request)
    {
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request, model: to == Exchange.Chat ? Gpt : new ModelTraits { Id = "claude-sonnet-5-5" });
        to.WriteRequest(attempt, output).ShouldBeNull();
        return (output.Written.ToArray(), attempt.Losses);
    }

    private static void ExpectChat(string row, JsonArray messages)
    {
        var tools = messages.Where(message => (string?)message!["role"] == "tool").ToList();
        tools.Count.ShouldBe(CallCount(row));
        switch (row)
        {
            case "five calls":
                messages.Single(message => message!["tool_calls"] is not null)!["tool_calls"]!.AsArray().Count.ShouldBe(5);
                break;
            case "error result":
                ((string?)tools[0]!["content"])!.ShouldStartWith("Error", Case.Sensitive);
                break;
            case "empty result":
                ((string?)tools[0]!["content"]).ShouldNotBeNullOrWhiteSpace();
                break;
            case "image result":
                ((string?)tools[0]!["content"]).ShouldNotBeNullOrWhiteSpace();
                messages.ToJsonString().ShouldContain($"data:image/png;base64,{Png}");
                ((string?)tools[0]!["content"])!.ShouldNotContain(Png);
                break;
            default:
                break;
        }
    }

    private static int CallCount(string row) => row switch { "text" => 0, "five calls" => 5, _ => 1 };

    private static string MessagesBody(string row)
    {
        var calls = string.Join(',', Enumerable.Range(1, CallCount(row)).Select(i =>
            $$$"""{"type":"tool_use","id":"toolu_{{{i}}}","name":"Edit","input":{"path":"f{{{i}}}.cs","old":"a\"b","n":{{{i}}}}}"""));
        var content = row switch
        {
            "image result" => $$$"""[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}]""",
            "error result" => "\"no such file\"",
            "empty result" => "\"\"",
            _ => "\"done\"",
        };
        // In the order in which they were finished, not in which they were called (H-075).
        var results = string.Join(',', Enumerable.Range(1, CallCount(row)).Reverse().Select(i =>
            $$"""{"type":"tool_result","tool_use_id":"toolu_{{i}}","content":{{content}},"is_error":{{(row == "error result" ? "true" : "false")}}}"""));
        var turn = row == "text"
            ? """{"role":"assistant","content":[{"type":"text","text":"I think so."}]},{"role":"user","content":"Go on."}"""
            : $$"""{"role":"assistant","content":[{"type":"text","text":"I edit."},{{calls}}]},{"role":"user","content":[{{results}}]}""";
        return $$$$$$"""
            {"model":"m","max_tokens":100,"system":"Be brief.","tools":[{"name":"Edit","description":"d","input_schema":{"type":"object","properties":{"path":{"type":"string"}}}}],
             "messages":[{"role":"user","content":"Do it."},{{{{{{turn}}}}}}]}
            """;
    }

    private static string ChatBody(string row)
    {
        var calls = string.Join(',', Enumerable.Range(1, CallCount(row)).Select(i =>
            $$$"""{"id":"call_{{{i}}}","type":"function","function":{"name":"Edit","arguments":"{\"path\":\"f{{{i}}}.cs\",\"old\":\"a\\\"b\"}"}}"""));
        var content = row switch
        {
            "image result" => $$$"""[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png}}}"}}]""",
            "error result" => "\"Error: no such file\"",
            "empty result" => "\"\"",
            _ => "\"done\"",
        };
        var results = string.Join(',', Enumerable.Range(1, CallCount(row)).Select(i =>
            $$"""{"role":"tool","tool_call_id":"call_{{i}}","content":{{content}}}"""));
        var turn = row == "text"
            ? """{"role":"assistant","content":"I think so."},{"role":"user","content":"Go on."}"""
            : $$"""{"role":"assistant","content":"I edit.","tool_calls":[{{calls}}]},{{results}}""";
        return $$$$$$"""
            {"model":"m","max_tokens":100,"tools":[{"type":"function","function":{"name":"Edit","description":"d","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}],
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Do it."},{{{{{{turn}}}}}}]}
            """;
    }

    // Written by the client half, which other tests hold against its own JSON; chat's pieces are interleaved by hand.
    private static byte[] Answer(IDialect dialect, int calls, bool asStream)
    {
        if (dialect == Exchange.Chat && asStream)
        {
            return Interleaved(calls);
        }

        using var request = Exchange.Read(dialect, dialect == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request);
        var script = new Script(asStream ? dialect.CreateStreamWriter(attempt, output) : dialect.CreateAnswerWriter(attempt, output)).Start().Text("I ", "edit.");
        for (var i = 0; i < calls; i++)
        {
            script.Call($"id_{i}", "Edit", "{\\\"path\\\":", $"\\\"f{i}.cs\\\"}}");
        }

        script.Finish(StopReason.ToolUse);
        return output.Written.ToArray();
    }

    private static byte[] Interleaved(int calls)
    {
        var body = new StringBuilder();
        Chunk("""{"role":"assistant","content":"I edit."}""");
        foreach (var piece in new[] { "{\\\"path\\\":", "\\\"f", "x.cs\\\"}" })
        {
            for (var i = 0; i < calls; i++)
            {
                var head = piece[0] == '{' ? $"\"id\":\"id_{i}\",\"type\":\"function\"," : string.Empty;
                var name = piece[0] == '{' ? "\"name\":\"Edit\"," : string.Empty;
                var text = piece.Replace("x", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
                Chunk($$$"""{"tool_calls":[{"index":{{{i}}},{{{head}}}"function":{{{{name}}}"arguments":"{{{text}}}"}}]}""");
            }
        }

        Chunk("{}", "\"tool_calls\"");
        body.Append("""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""");
        return Encoding.UTF8.GetBytes(body.Append("\n\ndata: [DONE]\n\n").ToString());

        void Chunk(string delta, string finish = "null") => body.Append(
            $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""").Append("\n\n");
    }

    private static Spoken ChatOracleOrMessages(IDialect dialect, byte[] body, bool asStream) => dialect == Exchange.Chat
        ? asStream ? ChatOracle.Stream(body) : ChatOracle.Whole(body)
        : asStream ? MessagesOracle.Stream(body) : MessagesOracle.Whole(body);
}
