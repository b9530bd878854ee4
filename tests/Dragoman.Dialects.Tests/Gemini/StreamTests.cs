using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>What answers say, streamed and whole.</summary>
public sealed class StreamTests
{
    private const string Usage = """ "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":80,"candidatesTokenCount":10,"thoughtsTokenCount":5,"toolUsePromptTokenCount":7,"totalTokenCount":122} """;

    [Fact]
    public void H_383_thoughts_are_thinking_and_never_text()
    {
        var told = Gem.Read(Gem.Sse(Gem.Chunk(Gem.Thought("hm ")), Gem.Chunk(Gem.Thought("so")), Gem.Chunk(Gem.Text("yes")), Gem.Chunk("", "STOP")));
        told.Shape.ShouldBe("Thinking:hm so | Text:yes");
        told.Stop.ShouldBe(StopReason.EndTurn);
        told.Model.ShouldBe("gemini-3.1-pro");
    }

    [Fact]
    public void H_385_H_386_H_225_each_part_is_a_call_of_its_own_and_makes_the_reason()
    {
        var told = Gem.Read(Gem.Sse(Gem.Chunk(Gem.Call("Read", """{"file_path":"a"}""") + "," + Gem.Call("Read", """{"file_path":"a"}""") + """,{"functionCall":{"name":"Bash"}}"""), Gem.Chunk("", "STOP")));
        told.Shape.ShouldBe("""ToolUse Read:{"file_path":"a"} | ToolUse Read:{"file_path":"a"} | ToolUse Bash:{}""");
        told.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(3);
        told.Stop.ShouldBe(StopReason.ToolUse);
    }

    [Fact]
    public void H_217_H_066_arguments_keep_their_order_and_numbers() =>
        Gem.Read(Gem.Sse(Gem.Chunk(Gem.Call("Bash", """{ "b": 1.50, "a": "x\"y\n", "c": [1e3, {"d": null}] }""")), Gem.Chunk("", "STOP"))).Calls.Single().Text
            .ShouldBe("""{"b":1.50,"a":"x\"y\n","c":[1e3,{"d":null}]}""");

    [Fact]
    public void H_384_H_239_H_236_H_238_the_last_count_of_each_field_holds()
    {
        var usage = Gem.Read(Gem.Sse(
            Gem.Chunk(Gem.Text("a"), null, Usage),
            Gem.Chunk("", "STOP", """ "usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":20} """))).Usage;
        usage.InputTokens.ShouldBe(27);
        usage.CacheReadTokens.ShouldBe(80);
        usage.OutputTokens.ShouldBe(25);
        usage.ThinkingTokens.ShouldBe(5);
    }

    [Theory]
    [InlineData("STOP", StopReason.EndTurn)]
    [InlineData("MAX_TOKENS", StopReason.MaxTokens)]
    [InlineData("CONTINUATION", StopReason.MaxTokens)]
    [InlineData("SAFETY", StopReason.Refusal)]
    [InlineData("RECITATION", StopReason.Refusal)]
    [InlineData("LANGUAGE", StopReason.Refusal)]
    [InlineData("BLOCKLIST", StopReason.Refusal)]
    [InlineData("PROHIBITED_CONTENT", StopReason.Refusal)]
    [InlineData("SPII", StopReason.Refusal)]
    [InlineData("IMAGE_SAFETY", StopReason.Refusal)]
    [InlineData("IMAGE_PROHIBITED_CONTENT", StopReason.Refusal)]
    [InlineData("IMAGE_RECITATION", StopReason.Refusal)]
    [InlineData("MODEL_ARMOR", StopReason.Refusal)]
    [InlineData("JAILBREAK", StopReason.Refusal)]
    [InlineData("OTHER", StopReason.EndTurn)]
    [InlineData("NO_IMAGE", StopReason.EndTurn)]
    [InlineData("IMAGE_OTHER", StopReason.EndTurn)]
    [InlineData("FINISH_REASON_UNSPECIFIED", StopReason.EndTurn)]
    [InlineData("SOMETHING_NEW", StopReason.EndTurn)]
    public void H_228_H_393_each_reason_is_told(string word, StopReason reason)
    {
        var told = Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("a"), word)));
        told.Stop.ShouldBe(reason);
        told.Explanation.Contains(word, StringComparison.Ordinal).ShouldBe(reason == StopReason.Refusal);
    }

    [Theory]
    [InlineData("MALFORMED_FUNCTION_CALL", RemedyKind.Again)]
    [InlineData("UNEXPECTED_TOOL_CALL", RemedyKind.Again)]
    [InlineData("TOO_MANY_TOOL_CALLS", RemedyKind.Again)]
    [InlineData("MALFORMED_RESPONSE", RemedyKind.Again)]
    [InlineData("MISSING_THOUGHT_SIGNATURE", RemedyKind.PlaceholderSignatures)]
    public void H_228_a_malformed_answer_is_no_success_and_is_tried_again(string word, RemedyKind remedy)
    {
        Gem.Read(Gem.Sse(Gem.Chunk("", word)), out var early);
        early.ShouldNotBeNull().IsRetryable.ShouldBeTrue();
        early.Remedy!.Kind.ShouldBe(remedy);
        Gem.Whole(Gem.Chunk("", word), out var failure).Events.ShouldBeEmpty();
        failure!.Remedy!.Kind.ShouldBe(remedy);
        Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("said")), Gem.Chunk("", word)), out _).Failure.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H_263_a_blocked_prompt_is_a_refusal(bool stream)
    {
        const string Body = """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"no"},"usageMetadata":{"promptTokenCount":9},"modelVersion":"m"}""";
        var told = stream ? Gem.Read(Gem.Sse(Body)) : Gem.Whole(Body);
        told.Stop.ShouldBe(StopReason.Refusal);
        told.Explanation.ShouldBe("The provider blocked the prompt: PROHIBITED_CONTENT (no)");
        told.Blocks.ShouldBeEmpty();
        told.Usage.InputTokens.ShouldBe(9);
    }

    [Fact]
    public void H_202_other_parts_are_told_in_words()
    {
        Gem.Read(Gem.Sse(Gem.Chunk("""
            {"executableCode":{"language":"PYTHON","code":"print(1)"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"newPart":{"a":1}}
            """.Trim()), Gem.Chunk("", "STOP"))).Text.ShouldBe("\n```python\nprint(1)\n```\n\n```\n1\n```\n[media omitted: image/png]");
    }

    [Fact]
    public void H_321_partial_arguments_are_put_together_by_their_paths()
    {
        static string Part(string call) => Gem.Chunk($$"""{"functionCall":{{call}}}""");
        var told = Gem.Read(Gem.Sse(
            Part("""{"name":"Bash","willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[0].name","stringValue":"Red ","willContinue":true}],"willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[0].name","stringValue":"apple"}],"willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[1].n","numberValue":0.5},{"jsonPath":"$.flag","boolValue":true},{"jsonPath":"$.none","nullValue":"NULL_VALUE"}],"willContinue":true}"""),
            Part("{}"),
            Gem.Chunk("", "STOP")));
        told.Calls.Single().Text.ShouldBe("""{"items":[{"name":"Red apple"},{"n":0.5}],"flag":true,"none":null}""");
    }

    [Fact]
    public void H_298_the_end_needs_a_reason_and_nothing_else()
    {
        Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("a"), "STOP"))).Ended.ShouldBeTrue();
        Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("a"), "STOP"), "[DONE]")).Ended.ShouldBeTrue();
        Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("a"))), out _).Failure!.Cause.ShouldBe(FailureCause.Truncated);
        Gem.Read("", out var nothing);
        nothing!.Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_319_a_stream_that_breaks_behind_a_whole_call_keeps_the_call()
    {
        var told = Gem.Read(Gem.Sse(Gem.Chunk(Gem.Call("Bash", """{"command":"ls"}"""))));
        told.Stop.ShouldBe(StopReason.ToolUse);
        told.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void H_303_a_stream_that_is_a_JSON_array_is_read_as_it_arrives(int size)
    {
        var body = $"[{Gem.Chunk(Gem.Text("a }]{[ \\\""))}\r\n,\r\n{Gem.Chunk(Gem.Call("Bash", """{"command":"x]"}"""))},\n{Gem.Chunk("", "STOP")}]";
        Gem.Read(body, size: size).Shape.ShouldBe("Text:a }]{[ \\\" | ToolUse Bash:{\"command\":\"x]\"}");
    }

    [Theory]
    [InlineData("""{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""")]
    [InlineData("""[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]""")]
    public void H_391_H_261_an_error_inside_a_200_is_found_in_every_form(string error)
    {
        foreach (var body in new[] { Gem.Sse(error), error })
        {
            Gem.Read(body, out var early).Events.ShouldBeEmpty();
            early!.Cause.ShouldBe(FailureCause.Overloaded);
            early.Message.ShouldContain("overloaded");
        }

        Gem.Whole(error, out var failure);
        failure!.Cause.ShouldBe(FailureCause.Overloaded);
    }

    [Fact]
    public void A_whole_answer_and_a_stream_of_one_chunk_give_the_same_events()
    {
        var chunk = Gem.Chunk(Gem.Thought("t") + "," + Gem.Text("x") + "," + Gem.Call("Bash", "{}", "i", "c2ln"), "STOP", Usage);
        var (stream, whole) = (Gem.Read(Gem.Sse(chunk)), Gem.Whole(chunk));
        whole.Events.ShouldBe(stream.Events);
        whole.Shape.ShouldBe(stream.Shape);
        whole.Usage.ShouldBe(stream.Usage);
        whole.Blocks.Select(block => block.Signature).ShouldBe(stream.Blocks.Select(block => block.Signature));
    }

    [Fact]
    public void H_155_a_stop_sequence_is_enforced_here()
    {
        var told = Gem.Read(Gem.Sse(Gem.Chunk(Gem.Text("<severity>0</sev")), Gem.Chunk(Gem.Text("erity> bla"), "STOP")),
            Chat.Request("""[{"role":"user","content":"hi"}]""", """ "stop_sequences":["</severity>"] """));
        told.Text.ShouldBe("<severity>0");
        told.Stop.ShouldBe(StopReason.StopSequence);
    }

    [Fact]
    public void Whole_answers_without_a_candidate_are_none()
    {
        foreach (var body in new[] { "", "{}", "[]", "null", "<html>", """{"usageMetadata":{}}""" })
        {
            Gem.Whole(body, out var failure).Events.ShouldBeEmpty();
            failure!.Cause.ShouldBe(FailureCause.Malformed, body);
        }
    }
}
