using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Google's search in the Messages API's form.</summary>
public sealed class SearchTests
{
    private static readonly string Request = Chat.Request(
        """[{"role":"user","content":"Perform a web search for the query: x"}]""", """ "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}] """);

    private const string Found = """
        "groundingMetadata":{"webSearchQueries":["q one","q two"],"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}},{"web":{"uri":"https://b.example","title":"B"}}],
        "groundingSupports":[{"segment":{"startIndex":4,"endIndex":9,"text":"ist ü"},"groundingChunkIndices":[1,0]},{"segment":{"endIndex":4},"groundingChunkIndices":[7]}]}
        """;

    private static string Last => OneLine($$$"""{"candidates":[{"content":{"parts":[{"text":" end"}]},"finishReason":"STOP","index":0,{{{Found}}}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":6}}""");

    private static string OneLine(string text) => text.Replace("\n", "", StringComparison.Ordinal);

    [Fact]
    public void H_181_H_182_H_183_H_389_searches_hits_and_citations_are_told()
    {
        var answer = Gem.Client(Gem.Sse(Gem.Chunk(Gem.Text("Das ist ")), Gem.Chunk(Gem.Text("ü.")), Last), Request);
        answer.Message["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>())
            .ShouldBe(["server_tool_use", "web_search_tool_result", "server_tool_use", "web_search_tool_result", "text", "text", "text"]);
        var call = answer.Blocks("server_tool_use")[0];
        call["id"]!.GetValue<string>().ShouldStartWith("srvtoolu_");
        call["name"]!.GetValue<string>().ShouldBe("web_search");
        call["input"]!["query"]!.GetValue<string>().ShouldBe("q one");
        var result = answer.Blocks("web_search_tool_result")[0];
        result["tool_use_id"]!.GetValue<string>().ShouldBe(call["id"]!.GetValue<string>());
        result["content"].ShouldBeJson("""
            [{"type":"web_search_result","url":"https://a.example","title":"A","encrypted_content":"","page_age":null},
             {"type":"web_search_result","url":"https://b.example","title":"B","encrypted_content":"","page_age":null}]
            """);
        answer.Text.ShouldBe("Das ist ü. end");
        answer.Blocks("text")[1]["text"]!.GetValue<string>().ShouldBe("ist ü", "never half a character");
        answer.Message["usage"]!["server_tool_use"]!["web_search_requests"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void H_180_an_answer_without_a_search_is_text() =>
        Gem.Client(Gem.Sse(Gem.Chunk(Gem.Text("no "), null), Gem.Chunk(Gem.Text("need"), "STOP")), Request).Text.ShouldBe("no need");
}
