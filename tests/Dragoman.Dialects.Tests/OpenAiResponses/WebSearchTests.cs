using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

public sealed class WebSearchTests
{
    private const string Tool = """
        "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8,"allowed_domains":["example.org"],"user_location":{"type":"approximate","country":"NO"}}],"tool_choice":{"type":"auto"}
        """;

    private static readonly string Request = Chat.Request("""[{"role":"user","content":"Perform a web search for: gateways"}]""", Tool);

    private const string Search = """{"id":"ws_12ab","type":"web_search_call","status":"completed","action":{"type":"search","query":"gateways","sources":[{"type":"url","url":"https://example.org/a"},{"type":"url","url":"https://example.org/b"}]}}""";

    private const string Cited = """[{"type":"url_citation","start_index":0,"end_index":4,"url":"https://example.org/a","title":"Page A"}]""";

    [Fact]
    public void H_179_H_184_a_search_becomes_the_hosts_own()
    {
        var body = Resp.Write(Request);
        body["tools"].ShouldBeJson("""[{"type":"web_search","filters":{"allowed_domains":["example.org"]},"user_location":{"type":"approximate","country":"NO"}}]""");
        body["max_tool_calls"]!.GetValue<long>().ShouldBe(8);
        body["include"].ShouldBeJson("""["reasoning.encrypted_content","web_search_call.action.sources"]""");
        body["tool_choice"]!.ToString().ShouldBe("auto");
        Resp.Write(Request.Replace("web_search_20250305", "web_search_20990101", StringComparison.Ordinal))["tools"]![0]!["type"]!.ToString().ShouldBe("web_search");
    }

    [Fact]
    public void H_179_a_host_that_cannot_search_refuses_in_words()
    {
        using var request = Chat.Read(Request);
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        var failure = Resp.Dialect.WriteRequest(Resp.Attempt(request, Resp.OpenAi with { WebSearch = false }), output);
        failure.ShouldNotBeNull().Message.ShouldContain("web_search is not supported by this model");
    }

    [Fact]
    public void H_180_H_181_H_182_H_183_A21_a_search_is_told_as_the_call_its_results_and_the_cited_text()
    {
        var events = new[]
        {
            Resp.Created,
            Resp.Added(0, """{"id":"ws_12ab","type":"web_search_call","status":"in_progress"}"""),
            """{"type":"response.web_search_call.searching","output_index":0,"item_id":"ws_12ab"}""",
            Resp.Done(0, Search),
            Resp.Added(1, """{"id":"msg_1","type":"message","role":"assistant","content":[]}"""),
            Resp.Text(1, "Here"),
            """{"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":1,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","start_index":0,"end_index":4,"url":"https://example.org/a","title":"Page A"}}""",
            Resp.Done(1, Resp.Message("Here", annotations: Cited)),
            Resp.Completed(),
        };
        var told = Resp.Read(Resp.Sse(events), request: Request);
        Check(told);
        Check(Resp.Whole($$$$$"""{"id":"r","object":"response","status":"completed","model":"m","output":[{{{{{Search}}}}},{{{{{Resp.Message("Here", annotations: Cited)}}}}}],"usage":{"input_tokens":9,"output_tokens":3}}""", out _, Request));
    }

    private static void Check(Told told)
    {
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.ServerToolUse, BlockKind.ServerToolResult, BlockKind.Text]);
        (told.Blocks[0].Id, told.Blocks[0].Name, told.Blocks[0].Text).ShouldBe(("srvtoolu_ws_12ab", "web_search", "{\"query\":\"gateways\"}"));
        System.Text.Json.Nodes.JsonNode.Parse(told.Blocks[1].Raw).ShouldBeJson("""
            {"type":"web_search_tool_result","tool_use_id":"srvtoolu_ws_12ab","content":[
             {"type":"web_search_result","url":"https://example.org/a","title":"https://example.org/a","encrypted_content":"","page_age":null},
             {"type":"web_search_result","url":"https://example.org/b","title":"https://example.org/b","encrypted_content":"","page_age":null}]}
            """);
        told.Blocks[2].Citations.ShouldHaveSingleItem().ShouldBe(
            """{"type":"web_search_result_location","cited_text":"","url":"https://example.org/a","title":"Page A","encrypted_index":""}""");
        told.Stop.ShouldBe(StopReason.EndTurn);
        told.Calls.ShouldBeEmpty();
        told.Usage.WebSearches.ShouldBe(1);
    }

    [Fact]
    public void H_182_a_citation_in_front_of_its_text_waits_for_it()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"msg_1","type":"message","role":"assistant","content":[]}"""),
            """{"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{"type":"url_citation","url":"https://example.org/a","title":"A"}}""",
            Resp.Text(0, "Here"),
            Resp.Completed()));
        told.Blocks.ShouldHaveSingleItem().Citations.Count.ShouldBe(1);
    }

    [Fact]
    public void H_181_a_host_that_lists_no_pages_is_told_by_its_citations()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Done(0, """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}"""),
            Resp.Done(1, Resp.Message("Here", annotations: Cited)),
            Resp.Completed()), request: Request);
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.ServerToolUse, BlockKind.Text, BlockKind.ServerToolResult]);
        told.Blocks[2].Raw.ShouldContain("Page A");
    }

    [Fact]
    public void H_181_a_search_that_failed_is_an_error_object()
    {
        var told = Resp.Read(Resp.Sse(Resp.Created, Resp.Done(0, """{"id":"ws_1","type":"web_search_call","status":"failed","action":{"type":"search","query":"q"}}"""), Resp.Completed()), request: Request);
        told.Blocks[1].Raw.ShouldContain("\"content\":{\"type\":\"web_search_tool_result_error\",\"error_code\":\"unavailable\"}");
    }

    [Fact]
    public void H_074_a_search_of_this_host_goes_back_as_its_item_and_one_of_another_as_words()
    {
        var input = Resp.Input("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_ws_12ab","name":"web_search","input":{"query":"gateways"}},
                                            {"type":"web_search_tool_result","tool_use_id":"srvtoolu_ws_12ab","content":[]},{"type":"text","text":"Here"}]},
             {"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_01","name":"web_search","input":{"query":"other"}},
                                            {"type":"web_search_tool_result","tool_use_id":"srvtoolu_01","content":[{"type":"web_search_result","title":"T","url":"https://t.example","encrypted_content":"x"}]},{"type":"text","text":"There"}]},
             {"role":"user","content":"b"}]
            """);
        input[1].ShouldBeJson("""{"type":"web_search_call","id":"ws_12ab","status":"completed","action":{"type":"search","query":"gateways"}}""");
        input[2]!["content"]!.ToString().ShouldBe("Here");
        input.ToJsonString().ShouldContain("https://t.example");
        input.ToJsonString().ShouldNotContain("srvtoolu_01");
    }
}
