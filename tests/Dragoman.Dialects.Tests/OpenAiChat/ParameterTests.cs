using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Bounds, sampling, stops, formats, caching, members that stay behind.</summary>
public sealed class ParameterTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    private static string Bounded(long max, string more = "") =>
        $$"""{"model":"m","max_tokens":{{max}}{{(more.Length > 0 ? "," + more : more)}},"messages":{{Hi}}}""";

    private static JsonObject With(string more, OpenAiChatProfile? profile = null) => Chat.Write(Chat.Request(Hi, more), profile);

    [Fact]
    public void H_007_H_178_members_of_the_future_are_ignored_and_noted()
    {
        var body = Chat.Write(Chat.Request(Hi, "\"x_future\":{\"a\":1},\"context_management\":{\"edits\":[]},\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"DEV\\\"}\"}"), out var losses);
        body.Select(member => member.Key).ShouldBe(["model", "max_completion_tokens", "stream", "stream_options", "messages"]);
        body.ToJsonString().ShouldNotContain("DEV");
        losses.Has(LossKind.UnknownMember).ShouldBeTrue();
    }

    [Fact]
    public void H_484_H_454_an_unknown_host_gets_the_smallest_body()
    {
        var body = Chat.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"},\"stop_sequences\":[\"x\"]," + Streams.SomeTools), OpenAiChatProfile.Default, affinity: "s");
        body.Select(member => member.Key).ShouldBe(["model", "max_tokens", "stop", "stream", "tools", "messages"]);
    }

    [Theory]
    [InlineData(128000, 8192, null, 0, 8192)]
    [InlineData(4000, 8192, null, 0, 4000)]
    [InlineData(32000, 64000, 40000L, 20000, 18432)]
    [InlineData(32000, 64000, 8000L, 20000, 1)]
    public void H_149_H_427_H_475_the_bound_fits_the_model_and_what_is_left_of_its_window(long asked, long cap, long? window, long estimate, long expected)
    {
        var model = new ModelTraits { Id = "m", MaxOutputTokens = cap, ContextWindow = window };
        var body = Chat.Write(Bounded(asked), out var losses, OpenAiChatProfile.Default, model, estimate: estimate);
        body["max_tokens"]!.GetValue<long>().ShouldBe(expected);
        losses.Has(LossKind.MaxTokens).ShouldBe(asked != expected);
    }

    [Fact]
    public void H_150_H_347_exactly_one_member_bounds_the_answer()
    {
        Chat.Write(Bounded(9000)).Select(member => member.Key).ShouldContain("max_completion_tokens");
        Chat.Write(Bounded(9000)).ContainsKey("max_tokens").ShouldBeFalse();
        Chat.Write(Bounded(9000), OpenAiChatProfile.Default).ContainsKey("max_completion_tokens").ShouldBeFalse();
    }

    [Fact]
    public void H_151_a_small_bound_leaves_room_where_thinking_cannot_be_switched_off()
    {
        var off = Chat.Write(Bounded(64, "\"thinking\":{\"type\":\"disabled\"}"));
        off["reasoning_effort"]!.ToString().ShouldBe("none");
        off["max_completion_tokens"]!.GetValue<long>().ShouldBe(64);
        var always = Chat.Write(Bounded(64, "\"thinking\":{\"type\":\"disabled\"}"), Chat.OpenAi with { Efforts = ["low", "medium", "high"] });
        always["reasoning_effort"]!.ToString().ShouldBe("low");
        always["max_completion_tokens"]!.GetValue<long>().ShouldBe(64 + 4096);
        Chat.Write(Bounded(64), OpenAiChatProfile.Default)["max_tokens"]!.GetValue<long>().ShouldBe(64 + 4096);
        Chat.Write(Bounded(64), OpenAiChatProfile.Default, new ModelTraits { Id = "m" })["max_tokens"]!.GetValue<long>().ShouldBe(64);
    }

    [Fact]
    public void H_152_a_bound_of_one_is_raised_to_the_hosts_minimum() =>
        Chat.Write(Bounded(1), Chat.OpenAi with { MinOutputTokens = 16, Sampling = true }, new ModelTraits { Id = "m" })["max_completion_tokens"]!.GetValue<long>().ShouldBe(16);

    [Fact]
    public void H_153_H_354_sampling_goes_only_to_models_that_take_it()
    {
        const string Sampling = "\"temperature\":0.20,\"top_p\":0.9,\"top_k\":5";
        var body = Chat.Write(Chat.Request(Hi, Sampling), out var losses);
        body.ContainsKey("temperature").ShouldBeFalse();
        body.ContainsKey("top_p").ShouldBeFalse();
        losses.ToString().ShouldContain("sampling:droppedx3");
        Encoding.UTF8.GetString(Chat.Bytes(Chat.Request(Hi, Sampling), new OpenAiChatProfile { TopK = true })).ShouldContain("\"temperature\":0.20,\"top_p\":0.9,\"top_k\":5");
    }

    [Fact]
    public void H_154_temperature_wins_where_both_are_refused()
    {
        var body = With("\"temperature\":0.5,\"top_p\":0.9", new OpenAiChatProfile { SamplingExclusive = true });
        body.ContainsKey("temperature").ShouldBeTrue();
        body.ContainsKey("top_p").ShouldBeFalse();
    }

    [Fact]
    public void H_155_H_156_as_many_stops_as_the_host_takes_are_sent()
    {
        const string Six = "\"stop_sequences\":[\"a\",\" \",\"b\",\"c\",\"d\",\"e\"]";
        With(Six, OpenAiChatProfile.Default)["stop"].ShouldBeJson("""["a","b","c","d"]""");
        With(Six).ContainsKey("stop").ShouldBeFalse();
    }

    [Fact]
    public void H_158_a_format_is_sent_or_told()
    {
        const string Format = """  "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}  """;
        var body = With(Format);
        body["response_format"]!["type"]!.ToString().ShouldBe("json_schema");
        body["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>().ShouldBeTrue();
        body["response_format"]!["json_schema"]!["schema"]!["properties"]!["title"].ShouldNotBeNull();
        var told = Chat.Write(Chat.Request(Hi, Format), out var losses, OpenAiChatProfile.Default);
        told.ContainsKey("response_format").ShouldBeFalse();
        told["messages"]![0]!["content"]!.ToString().ShouldContain("{\"type\":\"object\",\"properties\":{\"title\"");
        losses.Has(LossKind.OutputFormat).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"thread\":{\"type\":\"continue\",\"previous_message_id\":\"m\"}", "thread")]
    [InlineData("\"mcp_servers\":[{\"type\":\"url\"}]", "mcp_servers")]
    [InlineData("\"container\":\"c_1\"", "container")]
    public void H_160_members_that_change_the_meaning_are_refused_by_name(string member, string name)
    {
        var failure = Chat.Refused(Chat.Request(Hi, member));
        failure.Status.ShouldBe(400);
        failure.Message.ShouldContain(name);
    }

    [Fact]
    public void H_160_H_161_H_174_H_175_members_that_only_advise_are_left_out() =>
        With("\"thread\":{\"type\":\"create\"},\"mcp_servers\":[],\"service_tier\":\"auto\",\"speed\":\"fast\",\"tags\":{\"a\":\"b\"},\"output_config\":{\"task_budget\":{\"type\":\"tokens\",\"total\":5}}")
            .Select(member => member.Key).ShouldBe(["model", "max_completion_tokens", "stream", "stream_options", "messages"]);

    [Fact]
    public void H_166_A13_a_session_has_one_cache_key()
    {
        var body = Chat.Write(Chat.Request("""[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]"""), out var losses, affinity: new string('k', 80));
        body["prompt_cache_key"]!.ToString().ShouldBe(new string('k', 64));
        losses.ToString().ShouldContain("cache_hint:remapped");
        Chat.Write(Chat.Request(Hi), OpenAiChatProfile.Default, affinity: "k").ContainsKey("prompt_cache_key").ShouldBeFalse();
    }

    [Fact]
    public void H_162_A14_cache_hints_are_dropped_with_a_record()
    {
        var body = Encoding.UTF8.GetString(Chat.Bytes(
            Chat.Request("""[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]}]"""),
            out var losses, OpenAiChatProfile.Default));
        body.ShouldNotContain("cache_control");
        losses.ToString().ShouldContain("cache_hint:droppedx2");
    }

    [Fact]
    public void H_168_cache_hints_stay_on_text_parts_where_they_are_taken_and_four_at_most()
    {
        var parts = string.Join(',', Enumerable.Range(0, 6).Select(i => $$$$"""{"type":"text","text":"t{{{{i}}}}","cache_control":{"type":"ephemeral"}}"""));
        var content = Chat.Messages($$"""[{"role":"user","content":[{{parts}}]}]""", new OpenAiChatProfile { CacheControlInParts = true })[0]!["content"]!.AsArray();
        content.Count(part => part!["cache_control"] != null).ShouldBe(4);
        content[5]!["cache_control"].ShouldNotBeNull();
    }

    [Fact]
    public void H_173_who_the_user_is_stays_here()
    {
        var body = With("\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"DEVICE\\\",\\\"session_id\\\":\\\"SESSION\\\"}\"}").ToJsonString();
        body.ShouldNotContain("DEVICE");
        body.ShouldNotContain("\"user\":");
    }

    [Fact]
    public void H_177_H_242_H_351_stream_options_are_sent_only_with_a_stream()
    {
        var whole = Chat.Write(Bounded(9000));
        whole["stream"]!.GetValue<bool>().ShouldBeFalse();
        whole.ContainsKey("stream_options").ShouldBeFalse();
        With("\"metadata\":{}")["stream_options"].ShouldBeJson("""{"include_usage":true}""");
        With("\"metadata\":{}", OpenAiChatProfile.Default).ContainsKey("stream_options").ShouldBeFalse();
    }

    [Fact]
    public void H_445_a_host_that_only_streams_is_always_asked_to() =>
        Chat.Write(Bounded(9000), new OpenAiChatProfile { AlwaysStream = true })["stream"]!.GetValue<bool>().ShouldBeTrue();

    [Fact]
    public void H_462_H_453_members_from_the_configuration_are_added() =>
        With("\"metadata\":{}", new OpenAiChatProfile { ExtraBody = [new("provider", "{\"require_parameters\":true}"), new("reasoning_format", "\"parsed\"")] })["provider"]
            .ShouldBeJson("""{"require_parameters":true}""");

    [Fact]
    public void H_494_text_keeps_the_clients_spelling() =>
        Encoding.UTF8.GetString(Chat.Bytes(Chat.Request("""[{"role":"user","content":"<div>é & '\u00e9' \/</div>"}]"""))).ShouldContain("""<div>é & '\u00e9' \/</div>""");

    [Fact]
    public void Every_row_of_this_file_still_passes_the_strict_rules()
    {
        var body = Chat.Bytes(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\"},\"temperature\":1," + Streams.SomeTools), affinity: "k", model: Chat.Model);
        StrictOpenAi.CheckBody(body).Select(refusal => refusal.ToString()).ShouldBeEmpty();
    }
}
