using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Searches that a chat host runs itself, as OpenRouter does.</summary>
public sealed class HostSearchTests
{
    private const string Search = """
        "tools":[{"type":"web_search_20260318","name":"web_search","max_uses":8,"allowed_domains":["example.org"],"user_location":{"type":"approximate","country":"DE"}}]
        """;

    private static readonly OpenAiChatProfile Tool = new() { WebSearch = ChatWebSearch.ServerTool };
    private static readonly OpenAiChatProfile Plugin = new() { WebSearch = ChatWebSearch.Plugin };

    [Fact]
    public void H_179_H_184_the_hosts_own_tool_is_asked_for_with_domains_and_place()
    {
        var body = Body(Search, Tool);
        body["tools"]!.ToJsonString().ShouldBe(
            """[{"type":"openrouter:web_search","parameters":{"allowed_domains":["example.org"],"user_location":{"type":"approximate","country":"DE"}}}]""");
        body.ContainsKey("plugins").ShouldBeFalse();
    }

    [Fact]
    public void The_plugin_is_asked_for_where_the_host_has_only_that()
    {
        var body = Body(Search, Plugin);
        body.ContainsKey("tools").ShouldBeFalse();
        body["plugins"]!.ToJsonString().ShouldBe(
            """[{"id":"web","include_domains":["example.org"],"user_location":{"type":"approximate","country":"DE"}}]""");
    }

    [Fact]
    public void H_180_the_search_stands_behind_the_clients_own_tools_and_is_none_of_them()
    {
        var body = Body("""
            "tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"Bash","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"web_search"}
            """, Tool);
        body["tools"]!.AsArray().Select(tool => tool!["type"]!.GetValue<string>()).ShouldBe(["function", "openrouter:web_search"]);
        body["tool_choice"]!.GetValue<string>().ShouldBe("auto");
    }

    [Fact]
    public void Without_a_search_nothing_of_it_is_sent()
    {
        foreach (var profile in new[] { Tool, Plugin })
        {
            var body = Body(Streams.SomeTools, profile);
            body.ContainsKey("plugins").ShouldBeFalse();
            body["tools"]!.AsArray().Count.ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void H_181_H_182_H_183_H_204_annotations_become_citations_and_the_search_that_they_came_from(int size)
    {
        var told = Streams.Read(
            Streams.Sse(
                Streams.Text("See it."),
                Streams.Delta("""{"annotations":[{"type":"url_citation","url_citation":{"url":"https://example.org/a","title":"A \"b\"","content":"c","start_index":0,"end_index":3}}]}"""),
                Streams.Delta("""{"annotations":[{"type":"url_citation","url_citation":{"url":"https://example.org/a","title":"A \"b\""}},{"type":"url_citation","url_citation":{"url":"https://example.org/b"}}]}"""),
                Streams.Delta("{}", "stop"),
                """{"id":"chatcmpl-1","object":"chat.completion.chunk","model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""",
                Streams.Done),
            Tool,
            Chat.Request("""[{"role":"user","content":"what is \"it\"?"}]""", Search),
            size);
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Text, BlockKind.ServerToolUse, BlockKind.ServerToolResult]);
        JsonNode.Parse(told.Blocks[1].Text)!["query"]!.GetValue<string>().ShouldBe("what is \"it\"?");
        told.Blocks[1].Id.ShouldStartWith("srvtoolu_");
        var result = JsonNode.Parse(told.Blocks[2].Raw)!;
        result["tool_use_id"]!.GetValue<string>().ShouldBe(told.Blocks[1].Id);
        result["content"]!.AsArray().Select(page => page!["url"]!.GetValue<string>()).ShouldBe(["https://example.org/a", "https://example.org/b"]);
        result["content"]![0]!["title"]!.GetValue<string>().ShouldBe("A \"b\"");
        told.Stop.ShouldBe(StopReason.EndTurn);
        told.Usage.WebSearches.ShouldBe(1);
    }

    [Fact]
    public void H_182_a_citation_in_front_of_the_first_text_waits_for_it()
    {
        var told = Streams.Read(Streams.Sse(
            Streams.Delta("""{"role":"assistant","annotations":[{"type":"url_citation","url_citation":{"url":"https://example.org/a","title":"A"}}]}"""),
            Streams.Text("See "), Streams.Text("it."), Streams.Delta("{}", "stop"), Streams.Done), Tool);
        told.Blocks[0].Kind.ShouldBe(BlockKind.Text);
        told.Blocks[0].Citations.Count.ShouldBe(1);
    }

    [Fact]
    public void A_whole_answer_tells_the_same()
    {
        var told = Streams.Whole(
            """{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"See it.","annotations":[{"type":"url_citation","url_citation":{"url":"https://example.org/a","title":"A"}}]}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""",
            Tool);
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Text, BlockKind.ServerToolUse, BlockKind.ServerToolResult]);
        told.Usage.WebSearches.ShouldBe(1);
    }

    [Fact]
    public void The_dialect_says_who_runs_a_search()
    {
        var dialect = new OpenAiChatDialect();
        dialect.RunsServerTool("web_search_20250305", Tool).ShouldBeTrue();
        dialect.RunsServerTool("web_search_20250305", OpenAiChatProfile.Default).ShouldBeFalse();
        dialect.RunsServerTool("web_fetch_20250910", Tool).ShouldBeFalse();
    }

    private static JsonObject Body(string more, OpenAiChatProfile profile)
    {
        using var request = Chat.Read(Chat.Request("""[{"role":"user","content":"hi"}]""", more));
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        var failure = new OpenAiChatDialect().WriteRequest(Chat.Attempt(request, profile), output);
        failure.ShouldBeNull(failure?.Message);
        return JsonNode.Parse(output.Written)!.AsObject();
    }
}
