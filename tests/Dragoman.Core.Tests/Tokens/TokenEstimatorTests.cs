using System.Diagnostics;
using System.Text.Json;
using Dragoman.Core.Routing;
using Dragoman.Core.Tokens;
using Dragoman.Testing;

namespace Dragoman.Core.Tests.Tokens;

public sealed class TokenEstimatorTests(ITestOutputHelper output)
{
    private static readonly RouteTarget Gpt = Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide("gpt-5").Target!;
    private static readonly RouteTarget Claude = Load.FromEnvironment(("ANTHROPIC_API_KEY", "k")).Decide("claude-sonnet-4-5").Target!;

    [Fact]
    public void H_337_the_estimate_is_never_zero_and_grows_with_tools_system_images_and_documents()
    {
        var plain = Gpt_(Body("""{"role":"user","content":"hi"}"""));
        plain.ShouldBeGreaterThanOrEqualTo(1);
        Gpt_("""{"model":"m","max_tokens":1,"messages":[]}""").ShouldBe(1);
        Gpt_(Body("""{"role":"user","content":"hi"}""", system: "You are a careful engineer.")).ShouldBeGreaterThan(plain);
        Gpt_(Body("""{"role":"user","content":"hi"}""", tools: Tool("Read"))).ShouldBeGreaterThan(plain);

        var image = """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}""";
        (Gpt_(Body("""{"role":"user","content":[{"type":"text","text":"hi"},IMAGE]}""".Replace("IMAGE", image, StringComparison.Ordinal))) - plain).ShouldBe(1600);
        var inResult = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[IMAGE,IMAGE]}]}""".Replace("IMAGE", image, StringComparison.Ordinal);
        Gpt_(Body(inResult)).ShouldBeGreaterThan(3200);

        var pdf = Convert.ToBase64String(new byte[80_000]);
        var document = """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"PDF"}}""".Replace("PDF", pdf, StringComparison.Ordinal);
        (Gpt_(Body("""{"role":"user","content":[{"type":"text","text":"hi"},DOCUMENT]}""".Replace("DOCUMENT", document, StringComparison.Ordinal))) - plain).ShouldBeInRange(10_000, 14_000);
    }

    [Fact]
    public void H_336_the_body_of_a_context_count_has_no_max_tokens_and_no_system()
    {
        using var request = Requests.Read("""{"model":"claude-opus-5-5","messages":[{"role":"user","content":"foo"}],"tools":[{"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{}}}]}""");

        TokenEstimator.Estimate(request, Claude).ShouldBeGreaterThan(400);
    }

    [Fact]
    public void H_340_hidden_tools_and_the_attribution_block_count_nothing()
    {
        var message = """{"role":"user","content":"hi"}""";
        var hidden = string.Join(',', Enumerable.Range(0, 100).Select(i => Tool($"mcp__server__tool_{i}", deferred: true)));
        var with = Body(message, tools: Tool("Read") + "," + hidden);
        Gpt_(with).ShouldBe(Gpt_(Body(message, tools: Tool("Read"))));

        var attribution = """{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.329; cch=00000;"},""";
        Gpt_($$"""{"model":"m","system":[{{attribution}}{"type":"text","text":"Be careful."}],"messages":[{{message}}]}""")
            .ShouldBe(Gpt_($$"""{"model":"m","system":[{"type":"text","text":"Be careful."}],"messages":[{{message}}]}"""));
    }

    [Fact]
    public void H_340_a_hidden_tool_counts_once_a_reference_has_named_it()
    {
        var reveal = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"NAME"}]}]}""";
        var tools = Tool("Read") + "," + Tool("mcp__server__tool_1", deferred: true);
        var revealed = Gpt_(Body(reveal.Replace("NAME", "mcp__server__tool_1", StringComparison.Ordinal), tools: tools));
        var other = Gpt_(Body(reveal.Replace("NAME", "mcp__server__tool_2", StringComparison.Ordinal), tools: tools));

        revealed.ShouldBeGreaterThan(other + 10);
    }

    [Fact]
    public void H_113_signatures_count_nothing_and_foreign_thinking_is_not_sent()
    {
        var bare = string.Join(',', Enumerable.Range(0, 50).Select(_ => """{"role":"assistant","content":[{"type":"text","text":"ok"}]},{"role":"user","content":"go on"}"""));
        var signature = new string('A', 2000);
        var thinking = $$"""{"type":"thinking","thinking":"Let me think about this for a while.","signature":"{{signature}}"},""";
        var signed = bare.Replace("""{"type":"text","text":"ok"}""", thinking + """{"type":"text","text":"ok"}""", StringComparison.Ordinal);

        Gpt_(Body(signed)).ShouldBe(Gpt_(Body(bare)));
        using var request = Requests.Read(Body(signed));
        using var without = Requests.Read(Body(bare));
        (TokenEstimator.Estimate(request, Claude) - TokenEstimator.Estimate(without, Claude)).ShouldBeInRange(300, 1000);
    }

    [Fact]
    public void H_246_the_count_is_of_what_is_sent_for_each_kind_of_upstream()
    {
        var body = Body("""{"role":"user","content":"Explain how the scheduler picks the next task to run."}""", tools: Tool("Read"));

        // OpenAI rewrites tools as short declarations, Anthropic puts a preamble in front of them.
        using var request = Requests.Read(body);
        TokenEstimator.Estimate(request, Claude).ShouldBeGreaterThan(TokenEstimator.Estimate(request, Gpt) + 300);
    }

    [Fact]
    public void H_338_counting_allocates_nothing_so_that_bursts_of_it_cost_nothing_else()
    {
        using var request = Requests.Read(Large());
        TokenEstimator.Measure(request, true);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            TokenEstimator.Measure(request, true);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void P15_the_time_of_an_estimate_is_reported_against_a_scan()
    {
        var body = Large();
        using var request = Requests.Read(body);
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var (estimate, scan) = (double.MaxValue, double.MaxValue);

        // Until the runtime has compiled the callers for good.
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 400;)
        {
            TokenEstimator.Measure(request, true);
        }

        for (var round = 0; round < 30; round++)
        {
            estimate = Math.Min(estimate, Time(() => TokenEstimator.Measure(request, true)));
            scan = Math.Min(scan, Time(() =>
            {
                var reader = new Utf8JsonReader(bytes);
                while (reader.Read())
                {
                }
            }));
        }

        output.WriteLine($"{bytes.Length / 1024} KiB: estimate {estimate:F1} µs, scan {scan:F1} µs, ratio {estimate / scan:F3}");

        static double Time(Action action)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                action();
            }

            return watch.Elapsed.TotalMicroseconds / 20;
        }
    }

    [Fact]
    public void A22_every_recorded_conversation_of_the_real_cli_gets_a_sane_estimate()
    {
        Assert.SkipUnless(SharedData.Transcripts().Count > 0, SharedData.Missing);
        foreach (var transcript in SharedData.Transcripts().Where(path => path.Contains("claude-code", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(transcript);
            using var request = Requests.Read(bytes);
            var tokens = TokenEstimator.Estimate(request, Claude);
            output.WriteLine($"{Path.GetFileName(transcript)}: {bytes.Length} bytes, {tokens} tokens");
            // Prose has five bytes a token; terminal output with colour codes and hashes has fewer than two.
            tokens.ShouldBeInRange(bytes.Length / 6, bytes.Length * 2L / 3);
        }
    }

    [Fact]
    public void H_340_the_estimate_of_raw_bytes_is_near_that_of_the_request_they_hold()
    {
        Assert.SkipUnless(SharedData.Captures().Count > 0, SharedData.Missing);
        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages", StringComparison.Ordinal)))
        {
            using var request = Requests.Read(capture.Body);
            var parsed = TokenEstimator.Estimate(request);
            var raw = TokenEstimator.Estimate(capture.Body, request.Messages.Length, request.Tools.Length);
            output.WriteLine($"{capture.Name}: {capture.Body.Length} bytes, parsed {parsed}, raw {raw}, ratio {(double)raw / parsed:F2}");

            // JSON's own signs weigh in short bodies, and a picture's bytes say nothing: there the request is parsed.
            if (capture.Body.Length > 10_000 && TokenEstimator.Measure(request, true).MediaTokens == 0
                && TokenFamily.Of(System.Text.Encoding.UTF8.GetString(request[request.Model])) == TokenFamily.Claude)
            {
                ((double)raw / parsed).ShouldBeInRange(0.9, 1.12, capture.Name);
            }
        }
    }

    private static long Gpt_(string body)
    {
        using var request = Requests.Read(body);
        return TokenEstimator.Estimate(request, Gpt);
    }

    private static string Body(string messages, string? system = null, string? tools = null) =>
        $$"""{"model":"m","max_tokens":100,{{(system is null ? "" : $"\"system\":\"{system}\",")}}{{(tools is null ? "" : $"\"tools\":[{tools}],")}}"messages":[{{messages}}]}""";

    private static string Tool(string name, bool deferred = false) =>
        $$$"""{"name":"{{{name}}}","description":"Reads a file from the local file system and gives its lines with numbers.","input_schema":{"type":"object","properties":{"file_path":{"type":"string","description":"The absolute path"},"limit":{"type":"number"}},"required":["file_path"]}{{{(deferred ? ",\"defer_loading\":true" : "")}}}}""";

    // 77 KiB in the proportions of a first request: a long system prompt, tools, some results.
    private static string Large()
    {
        var text = string.Concat(Enumerable.Repeat("When you edit a file, read it first (see `src/Main.cs:42`) and keep its style.\\n", 400));
        var messages = string.Join(',', Enumerable.Range(0, 10).Select(i =>
            $$$"""{"role":"assistant","content":[{"type":"tool_use","id":"t{{{i}}}","name":"Read","input":{"file_path":"/repo/src/File{{{i}}}.cs"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t{{{i}}}","content":"{{{text[..2700]}}}"}]}"""));
        return Body(messages, text, string.Join(',', Enumerable.Range(0, 24).Select(i => Tool($"Tool{i}"))));
    }
}
