using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>What holds for requests to every upstream protocol: hints, deferred tools, media and schemas.</summary>
public sealed class UpstreamMatrixTests(ITestOutputHelper output)
{
    private const string Mark = "\"cache_control\":{\"type\":\"ephemeral\"}";

    private const string Schema =
        """{"type":"object","properties":{"path":{"type":"string","description":"Where to look, as an absolute path."},"limit":{"type":"integer","description":"How many at most."},"filter":{"type":"object","properties":{"kind":{"type":"string","enum":["a","b","c"]}}}},"required":["path"]}""";

    private static readonly string Usage = string.Concat(Enumerable.Repeat("What it does, when to use it and when not. ", 8));

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Upstreams => [.. UpstreamRow.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Upstreams))]
    public void A13_a_cache_hint_is_honoured_or_told_as_lost_by_every_protocol(string upstream)
    {
        var row = UpstreamRow.Of(upstream);
        var (body, losses) = row.Write(
            $$$"""{"model":"m","max_tokens":100,"system":[{"type":"text","text":"S",{{{Mark}}}}],"tools":[{"name":"a","input_schema":{"type":"object","properties":{}},{{{Mark}}}}],"messages":[{"role":"user","content":[{"type":"text","text":"q",{{{Mark}}}}]}]}""");

        var text = Encoding.UTF8.GetString(body);
        var kept = Count(text, "\"cache_control\"") + Count(text, "\"cachePoint\"");
        var told = 0;
        foreach (var (loss, count) in losses.Entries)
        {
            told += loss.Kind == LossKind.CacheHint ? count : 0;
        }

        told.ShouldBe(row.IsMessages ? 0 : 3, $"{kept} kept, {losses}");
        kept.ShouldBe(row.IsMessages || upstream == "bedrock-converse" ? 3 : 0);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public void N14_a_session_with_a_hundred_tools_sends_sixty_per_cent_less_where_they_are_deferred(string upstream)
    {
        var row = UpstreamRow.Of(upstream);
        var full = row.Write(HundredTools(defer: false)).Body.Length;
        var slim = row.Write(HundredTools(defer: true)).Body;

        output.WriteLine($"N14 {upstream}: {full:N0} bytes with all tools, {slim.Length:N0} with deferred ones ({1 - (slim.Length / (double)full):P0} less)");
        var sent = Encoding.UTF8.GetString(slim);
        sent.ShouldContain("mcp__server__tool_7", Case.Sensitive, "a tool that was found is offered");
        if (!row.IsMessages)
        {
            slim.Length.ShouldBeLessThanOrEqualTo((int)(full * 0.4));
            sent.ShouldNotContain("mcp__server__tool_8_");
            return;
        }

        // Anthropic gets them all and leaves the deferred ones out of the prompt itself.
        Count(sent, "\"defer_loading\":true").ShouldBe(100);
    }

    public static TheoryData<string, bool> Searches => [.. UpstreamRow.All.SelectMany(row => new[] { (row.Name, true), (row.Name, false) })];

    // A model chooses by what it is told of a tool: what is offered must not depend on how it came to be offered.
    [Theory]
    [MemberData(nameof(Searches))]
    public void N14_H_136_a_tool_that_was_found_is_told_as_it_would_be_without_a_search(string upstream, bool byClient)
    {
        var row = UpstreamRow.Of(upstream);
        var full = Told(row.Write(HundredTools(defer: false)).Body);
        var slim = Told(row.Write(HundredTools(defer: true, byClient)).Body);

        slim.Keys.Take(10).ShouldBe(full.Keys.Take(10), "one's own tools stand first and in their order");
        slim.Keys.ShouldContain("mcp__server__tool_7_");
        slim.Keys.ShouldContain("mcp__server__tool_77_");
        slim.Count.ShouldBe(row.IsMessages ? 110 : 12);
        foreach (var (name, definition) in slim)
        {
            full.Keys.ShouldContain(name);
            definition.Replace(",\"defer_loading\":true", string.Empty, StringComparison.Ordinal).ShouldBe(full[name]);
        }
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public void N14_H_139_a_tool_that_was_found_can_be_forced(string upstream)
    {
        var row = UpstreamRow.Of(upstream);
        const string Choice = """
            "tool_choice":{"type":"tool","name":"mcp__server__tool_7_"},
            """;
        var free = Encoding.UTF8.GetString(row.Write(HundredTools(defer: true)).Body);
        var (body, losses) = row.Write(HundredTools(defer: true).Replace("\"max_tokens\"", Choice + "\"max_tokens\"", StringComparison.Ordinal));
        var isNamed = Count(Encoding.UTF8.GetString(body), "\"mcp__server__tool_7_\"") == Count(free, "\"mcp__server__tool_7_\"") + 1;
        (isNamed || losses.ToString().Contains("tool_choice", StringComparison.Ordinal)).ShouldBeTrue($"{upstream}: {losses}");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public void A20_a_schema_an_image_a_document_and_forced_tools_look_as_agreed(string upstream)
    {
        var (body, losses) = UpstreamRow.Of(upstream).Write("""
            {"model":"m","max_tokens":5000,"stream":true,"system":"Be exact.","stop_sequences":[],
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"answer":{"type":"string","minLength":2},"score":{"type":"integer"}},"required":["answer","score"],"additionalProperties":false}}},
             "tools":[{"name":"mcp__a__look","description":"Looks.","input_schema":{"type":"object","properties":{"at":{"anyOf":[{"type":"string"},{"type":"null"}]},"n":{"type":"integer","minimum":1}},"required":["at"]}}],
             "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
             "messages":[
              {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"document","title":"Plan","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0xLjQK"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain words"}},{"type":"text","text":"What is it? \u00e9"}]},
              {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"mcp__a__look","input":{"at":"x","n":1.50}},{"type":"tool_use","id":"toolu_2","name":"mcp__a__look","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"not there"},{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"a picture"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}]}
            """);

        var golden = new JsonObject { ["losses"] = losses.ToString(), ["body"] = JsonNode.Parse(body) }.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Repository.Root, "tests", "Dragoman.Dialects.Tests", "Cross", "Golden", $"{upstream}.json");
        if (Environment.GetEnvironmentVariable("DRAGOMAN_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, golden);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(golden, "run this test once with DRAGOMAN_ACCEPT=1, look at the difference and commit the file");
    }

    // As Claude Code sends them: ten tools of its own, a hundred of servers behind a search, two of them found.
    private static string HundredTools(bool defer, bool byClient = false)
    {
        var tools = new StringBuilder();
        for (var i = 0; i < 10; i++)
        {
            tools.Append($"{(i > 0 ? "," : string.Empty)}{Tool($"Own{i}", false)}");
        }

        tools.Append(defer && !byClient ? ",{\"type\":\"tool_search_tool_regex_20251119\",\"name\":\"tool_search_tool_regex\"}" : string.Empty);
        for (var i = 0; i < 100; i++)
        {
            tools.Append($",{Tool($"mcp__server__tool_{i}_", defer)}");
        }

        var found = defer && byClient
            ? """,{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Own9","input":{"path":"tool_7"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"mcp__server__tool_7_"},{"type":"tool_reference","tool_name":"mcp__server__tool_77_"}]}]}"""
            : defer
            ? """,{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"tool_search_tool_regex","input":{"query":"tool_7"}},{"type":"tool_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"tool_search_tool_search_result","tool_references":[{"type":"tool_reference","tool_name":"mcp__server__tool_7_"},{"type":"tool_reference","tool_name":"mcp__server__tool_77_"}]}},{"type":"text","text":"Found."}]},{"role":"user","content":"Go on."}"""
            : string.Empty;
        return $$"""{"model":"m","max_tokens":100,"tools":[{{tools}}],"messages":[{"role":"user","content":"Begin."}{{found}}]}""";
    }

    // The definitions by name, in their order: the innermost objects that have a name and a description.
    private static Dictionary<string, string> Told(byte[] body)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(JsonNode.Parse(body)!);
        return found;

        void Walk(JsonNode node)
        {
            if (node is JsonObject tool && tool["name"] is JsonValue name && tool["description"] is JsonValue)
            {
                found[name.GetValue<string>()] = tool.ToJsonString();
                return;
            }

            foreach (var child in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
            {
                if (child is not null)
                {
                    Walk(child);
                }
            }
        }
    }

    private static string Tool(string name, bool defer) =>
        $"{{\"name\":\"{name}\",\"description\":\"{Usage}\"{(defer ? ",\"defer_loading\":true" : string.Empty)},\"input_schema\":{Schema}}}";

    private static int Count(string text, string what)
    {
        var count = 0;
        for (var at = text.IndexOf(what, StringComparison.Ordinal); at >= 0; at = text.IndexOf(what, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
