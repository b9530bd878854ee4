using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Hosts;

/// <summary>Groq and Cerebras.</summary>
public sealed class FastHostTests
{
    private static readonly StrictHost Groq = new(
        "model messages max_tokens max_completion_tokens temperature top_p stop stream stream_options tools tool_choice parallel_tool_calls response_format reasoning_effort reasoning_format seed user",
        "role content tool_calls tool_call_id name");

    private static readonly StrictHost Cerebras = new(
        "model messages max_completion_tokens temperature top_p stop stream stream_options tools tool_choice response_format reasoning_effort seed user",
        "role content tool_calls tool_call_id");

    [Theory]
    [InlineData("openai/gpt-oss-120b")]
    [InlineData("llama-3.3-70b-versatile")]
    [InlineData("qwen/qwen3-32b")]
    public void H_450_nothing_that_groq_refuses_is_sent(string model) =>
        Groq.Refuses(Host.Of("groq", model).Write(Host.Session)).ShouldBeNull();

    [Theory]
    [InlineData("qwen/qwen3-32b", "parsed")]
    [InlineData("openai/gpt-oss-120b", null)]
    [InlineData("llama-3.3-70b-versatile", null)]
    public void H_453_thinking_is_asked_for_apart_from_the_text_where_that_can_be_asked(string model, string? format) =>
        ((string?)Host.Of("groq", model).Write(Host.Hello)["reasoning_format"]).ShouldBe(format);

    [Fact]
    public void H_449_a_call_that_failed_validation_names_another_try_as_its_remedy()
    {
        var failure = Host.Of("groq", "openai/gpt-oss-120b").Target.Upstream.Dialect.ReadError(
            400, Encoding.UTF8.GetBytes("""{"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"<function=Bash"}}"""), null);
        failure.Remedy.ShouldBe(new Remedy(RemedyKind.Again));
        failure.Status.ShouldBe(500);
    }

    [Theory]
    [InlineData("gpt-oss-120b")]
    [InlineData("zai-glm-4.7")]
    public void H_454_cerebras_gets_texts_as_strings_and_nothing_that_it_refuses(string model)
    {
        var body = Host.Of("cerebras", model).Write(Host.Session);
        Cerebras.Refuses(body).ShouldBeNull();
        body["messages"]!.AsArray().ShouldAllBe(message => message!["content"] == null || message["content"]!.GetValueKind() == System.Text.Json.JsonValueKind.String);
    }
}
