using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;

namespace Dragoman.Dialects.Tests.OpenAiChat.Client;

public sealed class AnswerWriterTests
{
    [Fact]
    public void B07_a_whole_answer_tells_the_same_as_the_stream()
    {
        var answer = Write(script => script
            .Start().Thinking("th", "ink").Text("a\\n").Text("b").Call("c1", "Bash", "{\\\"x\\\"", ":1}").Call("c2", "Read").Finish(StopReason.ToolUse));

        ((string?)answer["object"]).ShouldBe("chat.completion");
        ((string?)answer["model"]).ShouldBe("m");
        var choice = answer["choices"]![0]!;
        ((string?)choice["finish_reason"]).ShouldBe("tool_calls");
        ((string?)choice["message"]!["content"]).ShouldBe("a\nb");
        ((string?)choice["message"]!["reasoning_content"]).ShouldBe("think");
        var calls = choice["message"]!["tool_calls"]!.AsArray();
        calls.Select(call => (string?)call!["function"]!["arguments"]).ShouldBe(["{\"x\":1}", "{}"]);
        ((long)answer["usage"]!["prompt_tokens"]!).ShouldBe(1000);
    }

    [Fact]
    public void No_text_is_null_and_no_calls_are_no_member()
    {
        var message = Write(script => script.Start().Finish(StopReason.EndTurn))["choices"]![0]!["message"]!.AsObject();

        message["content"].ShouldBeNull();
        message.ContainsKey("content").ShouldBeTrue();
        message.ContainsKey("tool_calls").ShouldBeFalse();
        message.ContainsKey("refusal").ShouldBeTrue();
    }

    [Fact]
    public void H_201_a_refusal_without_text_tells_its_explanation()
    {
        var choice = Write(script => script.Start().Finish(StopReason.Refusal, "no"))["choices"]![0]!;

        ((string?)choice["message"]!["refusal"]).ShouldBe("no");
        ((string?)choice["finish_reason"]).ShouldBe("content_filter");
    }

    [Fact]
    public void What_has_no_place_is_named_as_lost()
    {
        using var request = Exchange.Read(Exchange.Chat, Exchange.SmallChat);
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request);
        var script = new Script(Exchange.Chat.CreateAnswerWriter(attempt, output));

        script.Start().Block(BlockKind.RedactedThinking, DeltaKind.Unknown, []).Block(BlockKind.ServerToolUse, DeltaKind.InputJson, ["{}"])
            .Block(BlockKind.Thinking, DeltaKind.Signature, ["sig"]).Block(BlockKind.Text, DeltaKind.Citation, [""])
            .Finish(StopReason.StopSequence, stopSequence: "END");

        attempt.Losses.ToString().ShouldBe("thinking:dropped, server_tool:dropped, thinking:remapped, citations:dropped, stop_sequence:remapped");
    }

    [Theory]
    [InlineData(FailureCause.PromptTooLong, "invalid_request_error", "context_length_exceeded")]
    [InlineData(FailureCause.Authentication, "authentication_error", "invalid_api_key")]
    [InlineData(FailureCause.RateLimit, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(FailureCause.Billing, "insufficient_quota", "insufficient_quota")]
    [InlineData(FailureCause.Upstream, "server_error", null)]
    public void H_249_errors_have_the_envelope_that_clients_of_this_dialect_know(FailureCause cause, string type, string? code)
    {
        using var output = new ByteWriter();

        Exchange.Chat.WriteError(new Failure(cause, 400, "say \"what\"\nto do"), "req_1", output);

        var body = JsonNode.Parse(output.Written)!;
        ((string?)body["error"]!["message"]).ShouldBe("say \"what\"\nto do");
        ((string?)body["error"]!["type"]).ShouldBe(type);
        ((string?)body["error"]!["code"]).ShouldBe(code);
        ((string?)body["request_id"]).ShouldBe("req_1");
    }

    [Fact]
    public void Every_cause_has_an_error_that_is_json()
    {
        foreach (var cause in Enum.GetValues<FailureCause>())
        {
            using var output = new ByteWriter();
            Exchange.Chat.WriteError(new Failure(cause, 500, "m"), string.Empty, output);
            ((string?)JsonNode.Parse(output.Written)!["error"]!["type"]).ShouldNotBeNullOrEmpty(cause.ToString());
        }
    }

    private static JsonObject Write(Action<Script> play)
    {
        using var request = Exchange.Read(Exchange.Chat, Exchange.SmallChat);
        using var output = new ByteWriter();
        play(new Script(Exchange.Chat.CreateAnswerWriter(Exchange.Attempt(request), output)));
        return JsonNode.Parse(output.Written)!.AsObject();
    }
}
