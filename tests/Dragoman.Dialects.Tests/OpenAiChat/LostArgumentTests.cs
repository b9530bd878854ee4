using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Calls whose arguments got lost at the host (H-464), and several that a host made one of (H-473).</summary>
public sealed class LostArgumentTests
{
    private const string Tools = """
        "tools":[{"name":"Read","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}},"required":["file_path"]}},
                 {"name":"List","input_schema":{"type":"object","properties":{},"required":[]}}]
        """;

    private static readonly string Finish = Streams.Delta("{}", "tool_calls");

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    public void H_464_a_call_without_the_arguments_that_it_needs_is_asked_for_once_more(string arguments)
    {
        var stream = Streams.Sse(Streams.Call(0, "a", "Read", arguments), Finish, Streams.Done);
        Tell(stream, out var failure).Events.ShouldBeEmpty();
        failure!.Remedy.ShouldBe(new Remedy(RemedyKind.Again));
        failure.IsRetryable.ShouldBeTrue();

        // What is lost twice is the model's doing: the client answers it.
        var again = Tell(stream, out failure, new Remedy(RemedyKind.Again));
        failure.ShouldBeNull();
        again.Shape.ShouldBe("ToolUse Read:{}");
    }

    [Fact]
    public void H_464_a_whole_answer_with_such_a_call_is_asked_for_once_more()
    {
        var told = Streams.Whole(
            """{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"Read","arguments":""}}]},"finish_reason":"tool_calls"}]}""",
            out var failure,
            request: Chat.Request("""[{"role":"user","content":"hi"}]""", Tools));
        failure!.Remedy.ShouldBe(new Remedy(RemedyKind.Again));
        told.Events.ShouldBeEmpty();
    }

    [Fact]
    public void H_464_what_has_passed_is_not_taken_back_and_a_tool_that_needs_nothing_needs_no_second_try()
    {
        Tell(Streams.Sse(Streams.Text("I read."), Streams.Call(0, "a", "Read", ""), Finish, Streams.Done), out var failure).Shape
            .ShouldBe("Text:I read. | ToolUse Read:{}");
        failure.ShouldBeNull();
        Tell(Streams.Sse(Streams.Call(0, "a", "List", ""), Finish, Streams.Done), out failure).Shape.ShouldBe("ToolUse List:{}");
        failure.ShouldBeNull();
    }

    [Fact]
    public void H_473_calls_that_a_host_ran_together_are_calls_of_their_own()
    {
        var told = Tell(Streams.Sse(Streams.Call(0, "a", "Read", """{"file_path":"a"}{"file_path":"b"}{"file_"""), Streams.Call(0, null, null, "path\":\"c\"}"), Finish, Streams.Done), out _);
        told.Shape.ShouldBe("""ToolUse Read:{"file_path":"a"} | ToolUse Read:{"file_path":"b"} | ToolUse Read:{"file_path":"c"}""");
        told.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(3);
    }

    private static Told Tell(string stream, out Failure? early, params Remedy[] remedies)
    {
        using var conversation = Chat.Read(Chat.Request("""[{"role":"user","content":"hi"}]""", Tools));
        var told = new Told();
        var attempt = new Translation
        {
            Request = conversation,
            RequestedModel = "m",
            Model = Chat.Model,
            Profile = Chat.OpenAi,
            Ids = new CountingIds(),
            Envelope = Chat.Envelope,
            Provenance = Chat.Provenance,
            Remedies = remedies,
        };
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, told);
        reader.Feed(Encoding.UTF8.GetBytes(stream));
        if (!reader.IsFinished)
        {
            reader.Complete();
        }

        early = reader.EarlyFailure;
        return told;
    }
}
