using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class PassthroughTests
{
    private const string Full = """
        {"model": "cla\u0075de", "max_tokens": 5, "stream": true, "metadata": {"user_id": "{\"session_id\":\"s\"}"}, "safeguards": [], "system": "abc",
         "tools": [{"name":"a","input_schema":{"image":{}}}, {"name":"b"}],
         "messages": [{"role":"user","content":"hi"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"Eq"},{"type":"tool_use","id":"1","name":"a","input":{}},{"type":"tool_use","id":"2","name":"a","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAAAAAAAAAAAAAAAAAAAAAA"}}]}]}]}
        """;

    [Fact]
    public void What_routing_needs_is_found_in_the_bytes()
    {
        var scan = Scan(Full);
        var body = Encoding.UTF8.GetBytes(Full);
        Encoding.UTF8.GetString(body.AsSpan(scan.Model.Start, scan.Model.Length)).ShouldBe("cla\\u0075de");
        JsonStrings.Decode(body.AsSpan(scan.UserId.Start, scan.UserId.Length)).ShouldBe("""{"session_id":"s"}""");
        scan.Stream.ShouldBeTrue();
        scan.MaxTokens.ShouldBe(5);
        scan.MessageCount.ShouldBe(3);
        scan.ToolCount.ShouldBe(2);
        scan.LastToolCalls.ShouldBe(2);
        scan.HasThinking.ShouldBeTrue();
        scan.HasImages.ShouldBeTrue();
        scan.HasDocuments.ShouldBeFalse();
        scan.HasSafeguards.ShouldBeTrue();
        scan.HasForeignThinking.ShouldBeFalse();
        scan.IsUserPrompt.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"a","signature":"dgm1.x"}""", true)]
    [InlineData("""{"type":"thinking","thinking":"a","signature": ""}""", true)]
    [InlineData("""{"signature":"","type":"thinking","thinking":"a"}""", true)]
    [InlineData("""{"type":"thinking","thinking":"a"}""", true)]
    [InlineData("""{"type":"redacted_thinking","data":"dgm1.x"}""", true)]
    [InlineData("""{"type":"thinking","thinking":"\"signature\":\"\" dgm1.","signature":"Eq"}""", false)]
    [InlineData("""{"type":"text","text":"\"dgm1."}""", false)]
    [InlineData("""{"type":"tool_use","id":"1","name":"n","input":{"signature":"","x":"dgm1.y"}}""", false)]
    public void H_102_H_106_foreign_thinking_is_told_from_what_only_looks_like_it(string block, bool isForeign) =>
        Scan(Requests.WithContent($"[{block}]", "assistant")).HasForeignThinking.ShouldBe(isForeign);

    [Fact]
    public void H_007_H_493_a_spliced_body_differs_in_the_model_alone()
    {
        Splice(Full, "claude-opus-5-5").ShouldBe(Full.Replace("cla\\u0075de", "claude-opus-5-5", StringComparison.Ordinal));
    }

    [Fact]
    public void A18_with_the_same_model_the_bytes_are_the_same()
    {
        foreach (var (name, body) in SharedData.CapturedRequests())
        {
            var scan = Scan(Encoding.UTF8.GetString(body));
            var model = JsonStrings.Decode(body.AsSpan(scan.Model.Start, scan.Model.Length));
            Splice(Encoding.UTF8.GetString(body), model).ShouldBe(Encoding.UTF8.GetString(body), name);
        }
    }

    [Fact]
    public void H_102_a_splice_takes_out_foreign_thinking_and_nothing_else()
    {
        const string Foreign = """{"type":"thinking","thinking":"x","signature":""}""";
        const string Own = """{"type":"text", "text":"é"}""";
        foreach (var (content, expected) in new[]
        {
            ($"[{Foreign},{Own}]", $"[{Own}]"),
            ($"[{Own},{Foreign}]", $"[{Own}]"),
            ($"[{Own}, {Foreign} , {Own}]", $"[{Own},{Own}]"),
            ($"[{Foreign},{Foreign},{Own},{Own}]", $"[{Own},{Own}]"),
            ($"[{Own}, {Foreign}, {Foreign} ]", $"[{Own} ]"),
            ($"[{Own},{Foreign},{Foreign},{Foreign},{Own}]", $"[{Own},{Own}]"),
            ($"[{Own} , {Own}]", $"[{Own} , {Own}]"),
        })
        {
            var body = $$"""{"messages":[{"role":"assistant","content":{{content}} }, {"role":"user","content":"hi"},{"role":"assistant","content":[{{Foreign}}]}],"x":1,"model":"m"}""";
            var spliced = Splice(body, "m");
            spliced.ShouldBe($$"""{"messages":[{"role":"assistant","content":{{expected}} }, {"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"(no content)"}]}],"x":1,"model":"m"}""");
        }
    }

    [Fact]
    public void H_107_H_095_a_splice_switches_thinking_off_where_the_last_turn_lost_its_own()
    {
        const string Body = """{"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}, "model":"m","thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"tool_use","id":"1","name":"n","input":{}}]}],"z":1}""";
        Scan(Body).MustDisableThinking.ShouldBeTrue();
        Splice(Body, "m").ShouldBe("""{"model":"m","thinking":{"type":"disabled"},"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"n","input":{}}]}],"z":1}""");
        var kept = Body.Replace("""[{"type":"clear_thinking_20251015"}]""", """[{"type":"clear_thinking_20251015"},{"type":"compact_20260112"}]""", StringComparison.Ordinal);
        Splice(kept, "m").ShouldStartWith("""{"context_management":{"edits":[{"type":"compact_20260112"}]}, "model":"m",""");
    }

    [Theory]
    [InlineData("""{"model":"m","model":"n","messages":[]}""", "model")]
    [InlineData("""{"mod\u0065l":"m","model":"m","messages":[]}""", "escapes")]
    [InlineData("""{"model":"m","messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"messages":[]}""", "model")]
    [InlineData("""{"model":7,"messages":[]}""", "model")]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m","messages":[1]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":["x"]}]}""", "messages[0].content[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"typ\u0065":"thinking"}]}]}""", "escapes")]
    [InlineData("""{"model":"m","messages":[]}x""", "not valid JSON")]
    [InlineData("""{"model":"m","messages":[}""", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public void A_body_that_could_mean_two_things_does_not_pass(string body, string says)
    {
        MessagesScan.TryScan(Encoding.UTF8.GetBytes(body), out _, out var failure).ShouldBeFalse();
        failure!.Status.ShouldBe(400);
        failure.Message.ShouldContain(says);
    }

    [Fact]
    public void P2_a_scan_allocates_nothing()
    {
        var body = Encoding.UTF8.GetBytes(Full);
        MessagesScan.TryScan(body, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            MessagesScan.TryScan(body, out _, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Scanner_and_reader_agree_on_the_generated_requests()
    {
        var generator = new GeneratedRequests(5);
        for (var i = 0; i < 200; i++)
        {
            var json = generator.Next(8).ToJsonString();
            var scan = Scan(json);
            using var request = Requests.Read(json);
            scan.MessageCount.ShouldBe(request.Messages.Length);
            scan.ToolCount.ShouldBe(request.Tools.Length);
            scan.HasImages.ShouldBe(request.Blocks.ToArray().Any(block => block.Kind == BlockKind.Image));
            var last = request.Messages.ToArray().LastOrDefault(message => message.Role == Role.Assistant);
            scan.LastToolCalls.ShouldBe(request.Blocks[last.First..last.End].ToArray().Count(block => block.Kind == BlockKind.ToolUse));
        }
    }

    [Fact]
    public void The_observer_sees_the_same_at_every_chunking()
    {
        var stream = Encoding.UTF8.GetBytes(Upstreams.Frames(Upstreams.Start, """{"type":"ping"}""", Upstreams.TextStart, Upstreams.TextDelta, Upstreams.BlockStop,
            Upstreams.CallStart.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal), Upstreams.CallDelta, Upstreams.BlockStop,
            Upstreams.Finish.Replace("end_turn", "tool_use", StringComparison.Ordinal), Upstreams.Stop));
        foreach (var text in new[] { stream, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r\n", StringComparison.Ordinal)), Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r", StringComparison.Ordinal)) })
        {
            foreach (var chunk in Upstreams.Chunkings)
            {
                using var observer = new StreamObserver();
                var size = chunk == 0 ? text.Length : chunk;
                for (var at = 0; at < text.Length; at += size)
                {
                    observer.Observe(text.AsSpan(at, Math.Min(size, text.Length - at)));
                }

                observer.IsComplete.ShouldBeTrue($"chunks of {chunk}");
                observer.HasContent.ShouldBeTrue();
                observer.HasFinish.ShouldBeTrue();
                observer.CompleteTools.ShouldBe(1);
                observer.OpenBlock.ShouldBe(-1);
                observer.Model.ShouldBe("up");
                observer.Stop.ShouldBe(StopReason.ToolUse);
                observer.Usage.InputTokens.ShouldBe(10);
                observer.Usage.OutputTokens.ShouldBe(7);
                observer.Error.ShouldBeNull();
                observer.IsAtFrameBoundary.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void H_319_a_call_counts_as_complete_when_its_last_frame_is_whole()
    {
        using var observer = new StreamObserver();
        var bytes = Encoding.UTF8.GetBytes(Upstreams.Frames(Upstreams.Start, Upstreams.CallStart, Upstreams.CallDelta, Upstreams.BlockStop));
        observer.Observe(bytes.AsSpan(0, bytes.Length - 1));
        observer.CompleteTools.ShouldBe(0);
        observer.IsAtFrameBoundary.ShouldBeFalse();
        observer.Observe(bytes.AsSpan(bytes.Length - 1));
        observer.CompleteTools.ShouldBe(1);
    }

    [Fact]
    public void The_observer_agrees_with_the_recordings()
    {
        foreach (var folder in SharedData.RecordedMessages().Where(folder => File.Exists(Path.Combine(folder, "stream.sse"))))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, "stream.sse"));
            using var observer = new StreamObserver();
            observer.Observe(bytes);
            observer.IsComplete.ShouldBeTrue(folder);
            observer.HasFinish.ShouldBeTrue(folder);
            observer.Usage.IsReported.ShouldBeTrue(folder);
        }
    }

    [Fact]
    public void H_207_H_293_the_model_is_echoed_and_nothing_else_changes()
    {
        var frames = Upstreams.Frames("""{"type":"ping"}""", Upstreams.Start, Upstreams.TextStart);
        using var output = new ByteWriter();
        ModelEcho.InFrames(Encoding.UTF8.GetBytes(frames), "asked"u8, output).ShouldBeTrue();
        Encoding.UTF8.GetString(output.Written).ShouldBe(frames.Replace("\"model\":\"up\"", "\"model\":\"asked\"", StringComparison.Ordinal));
        output.Reset();
        ModelEcho.InAnswer("""{"id":"x","model": "up","usage":{}}"""u8, "asked"u8, output).ShouldBeTrue();
        Encoding.UTF8.GetString(output.Written).ShouldBe("""{"id":"x","model": "asked","usage":{}}""");
    }

    private static MessagesScan Scan(string body)
    {
        MessagesScan.TryScan(Encoding.UTF8.GetBytes(body), out var scan, out var failure).ShouldBeTrue(failure?.Message);
        return scan;
    }

    private static string Splice(string text, string model)
    {
        var body = Encoding.UTF8.GetBytes(text);
        using var output = new ByteWriter();
        RequestSplicer.Splice(body, Scan(text), Encoding.UTF8.GetBytes(model), output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
