using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Gemini.Caching;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

public sealed class CacheTests
{
    private const string Talk = """
        {"role":"user","content":"list"},
        {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a b"},{"type":"text","text":"and?"}]}
        """;

    private static readonly Uri Api = new("https://generativelanguage.googleapis.com/v1beta");
    private static readonly Uri Vertex = new("https://aiplatform.googleapis.com/v1/projects/acme/locations/global/publishers/google");

    private static byte[] Body(string messages = Talk) => Gem.Bytes(Chat.Request($"[{messages}]", $"{Gem.Tools},\"system\":\"Be brief.\",\"tool_choice\":{{\"type\":\"any\"}}"), out _);

    private static JsonObject Write(Action<ByteWriter> write)
    {
        using var output = new ByteWriter();
        write(output);
        return JsonNode.Parse(output.Written)!.AsObject();
    }

    [Fact]
    public void H_169_a_turn_from_a_cache_has_neither_instructions_nor_tools_nor_what_the_cache_holds()
    {
        var body = Body();
        var split = CacheSplit.Of(body)!.Value;
        var turn = Write(output => split.WriteTurn(body, "cachedContents/c1", split.HeadLength, output));
        turn["cachedContent"]!.GetValue<string>().ShouldBe("cachedContents/c1");
        turn.ContainsKey("systemInstruction").ShouldBeFalse();
        turn.ContainsKey("tools").ShouldBeFalse();
        turn.ContainsKey("toolConfig").ShouldBeFalse();
        turn.ContainsKey("generationConfig").ShouldBeTrue();
        turn["contents"]![0]!["role"]!.GetValue<string>().ShouldBe("user", "what is behind a cache begins with the user");
    }

    [Fact]
    public void H_169_cache_and_turn_together_say_what_the_whole_body_says()
    {
        var body = Body();
        var whole = JsonNode.Parse(body)!.AsObject();
        var split = CacheSplit.Of(body)!.Value;
        var cache = Write(output => split.WriteCache(body, CacheCalls.Model(Api, Gem.Three), TimeSpan.FromMinutes(5), output));
        var turn = Write(output => split.WriteTurn(body, "cachedContents/c1", split.HeadLength, output));
        cache["model"]!.GetValue<string>().ShouldBe("models/gemini-3.1-pro-preview");
        cache["ttl"]!.GetValue<string>().ShouldBe("300s");
        foreach (var member in (string[])["systemInstruction", "tools", "toolConfig"])
        {
            JsonNode.DeepEquals(cache[member], whole[member]).ShouldBeTrue(member);
        }

        var contents = new JsonArray([.. cache["contents"]!.AsArray().Concat(turn["contents"]!.AsArray()).Select(content => content!.DeepClone())]);
        JsonNode.DeepEquals(contents, whole["contents"]).ShouldBeTrue();
        JsonNode.DeepEquals(turn["generationConfig"], whole["generationConfig"]).ShouldBeTrue();
    }

    [Fact]
    public void H_169_the_next_turn_begins_with_the_head_of_the_one_before()
    {
        var first = Body();
        var next = Body(Talk + """,{"role":"assistant","content":"two files"},{"role":"user","content":"thanks"}""");
        var split = CacheSplit.Of(first)!.Value;
        var later = CacheSplit.Of(next)!.Value;
        later.Frame(next).ShouldBe(split.Frame(first));
        later.Beginning(next, split.HeadLength).ShouldBe(split.Beginning(first, split.HeadLength));
        later.HeadLength.ShouldBeGreaterThan(split.HeadLength);
        split.Beginning(first, later.HeadLength).ShouldBeNull("a shorter head cannot begin with a longer one");
        var turn = Write(output => later.WriteTurn(next, "cachedContents/c1", split.HeadLength, output));
        turn["contents"]!.AsArray().Count.ShouldBe(JsonNode.Parse(next)!["contents"]!.AsArray().Count - 2);
    }

    [Fact]
    public void H_169_before_the_first_answer_the_cache_holds_instructions_and_tools_alone()
    {
        var body = Body("""{"role":"user","content":"list"}""");
        var split = CacheSplit.Of(body)!.Value;
        split.HeadLength.ShouldBe(0);
        Write(output => split.WriteCache(body, "models/m", TimeSpan.FromMinutes(5), output)).ContainsKey("contents").ShouldBeFalse();
        Write(output => split.WriteTurn(body, "cachedContents/c1", 0, output))["contents"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void H_169_caches_of_Vertex_stand_under_their_location_and_name_the_whole_model()
    {
        CacheCalls.Collection(Api).AbsoluteUri.ShouldBe("https://generativelanguage.googleapis.com/v1beta/cachedContents");
        CacheCalls.Resource(Api, "cachedContents/c1", extend: true).AbsoluteUri.ShouldBe("https://generativelanguage.googleapis.com/v1beta/cachedContents/c1?updateMask=ttl");
        CacheCalls.Collection(Vertex).AbsoluteUri.ShouldBe("https://aiplatform.googleapis.com/v1/projects/acme/locations/global/cachedContents");
        CacheCalls.Resource(Vertex, "projects/7/locations/global/cachedContents/9", extend: false).AbsoluteUri
            .ShouldBe("https://aiplatform.googleapis.com/v1/projects/7/locations/global/cachedContents/9");
        CacheCalls.Model(Vertex, "gemini-3.5-flash").ShouldBe("projects/acme/locations/global/publishers/google/models/gemini-3.5-flash");
    }

    [Theory]
    [InlineData("""{"name":"cachedContents/../../x"}""")]
    [InlineData("""{"name":"https://elsewhere.example/x"}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""[]""")]
    [InlineData("nonsense")]
    public void H_169_an_answer_that_names_no_cache_is_none(string answer) => CacheCalls.ReadMade(Encoding.UTF8.GetBytes(answer)).ShouldBeNull();

    [Fact]
    public void H_169_a_refusal_for_its_size_tells_the_least_size() =>
        CacheCalls.ReadLeast("""{"error":{"code":400,"message":"Cached content is too small. total_token_count=1000, min_total_token_count=4096","status":"INVALID_ARGUMENT"}}"""u8).ShouldBe(4096);

    [Theory]
    [InlineData(403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED")]
    [InlineData(404, "Not found: cached content metadata for 123.", "NOT_FOUND")]
    [InlineData(400, "Cached content 123 is expired.", "INVALID_ARGUMENT")]
    public void H_169_a_cache_that_is_gone_says_to_send_the_whole_request(int status, string message, string word)
    {
        var failure = Gem.Dialect.ReadError(status, Encoding.UTF8.GetBytes(GeminiErrors.Body(status, message, word)), null);
        failure.Remedy!.Kind.ShouldBe(Conversation.RemedyKind.WithoutCache);
    }

    [Fact]
    public void H_169_recorded_caches_are_read()
    {
        var recordings = SharedData.Recordings().Where(recording => recording is { Provider: "gemini", Api: "cached-contents" }).ToList();
        Assert.SkipWhen(recordings.Count == 0, SharedData.Missing);
        var made = recordings.Select(recording => CacheCalls.ReadMade(recording.Bytes("response.json"))).ToList();
        made.OfType<MadeCache>().Select(cache => cache.Tokens).Order().ShouldBe([1090, 3512]);
        made.OfType<MadeCache>().ShouldAllBe(cache => cache.Name.StartsWith("cachedContents/", StringComparison.Ordinal) && cache.ExpiresAt != null);
        made.Count(cache => cache is null).ShouldBe(1, "what was deleted");
    }
}
