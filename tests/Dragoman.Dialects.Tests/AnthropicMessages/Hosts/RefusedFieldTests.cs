using Dragoman.Dialects.AnthropicMessages.Hosts;

namespace Dragoman.Dialects.Tests.AnthropicMessages.Hosts;

public sealed class RefusedFieldTests
{
    [Theory]
    [InlineData("context_management: Extra inputs are not permitted", "Top:context_management")]
    [InlineData("output_config.effort: Extra inputs are not permitted", "OutputConfig:effort")]
    [InlineData("tools.0.custom.defer_loading: Extra inputs are not permitted", "Tool:defer_loading")]
    [InlineData("tools.11.eager_input_streaming: Extra inputs are not permitted", "Tool:eager_input_streaming")]
    [InlineData("messages.3.output_config: Extra inputs are not permitted", "Message:output_config")]
    [InlineData("messages.1.content.0.tool_use.caller: Extra inputs are not permitted", "Block:caller")]
    [InlineData("system.1.cache_control.ephemeral.scope: Extra inputs are not permitted", "CacheControl:scope")]
    [InlineData("thinking.adaptive.display: Extra inputs are not permitted", "Thinking:display")]
    [InlineData("Malformed input request: #: extraneous key [context_management] is not permitted, please reformat your input and try again.", "Top:context_management")]
    [InlineData("Malformed input request: #/tools/0: extraneous key [strict] is not permitted, please reformat your input and try again.", "Tool:strict")]
    [InlineData("Unexpected value(s) `effort-2025-11-24` for the `anthropic-beta` header. Please consult our documentation", "anthropic-beta:effort-2025-11-24")]
    public void N21_a_refusal_names_what_to_leave_out(string message, string member) => RefusedField.Find(message)!.Member.ShouldBe(member);

    [Theory]
    [InlineData("messages: Extra inputs are not permitted")]
    [InlineData("messages.1: Extra inputs are not permitted")]
    [InlineData("messages.0.content: Extra inputs are not permitted")]
    [InlineData("messages.0.content.1.text.text: Extra inputs are not permitted")]
    [InlineData("tools.0.input_schema.properties.x: Extra inputs are not permitted")]
    [InlineData("tools.0.name: Extra inputs are not permitted")]
    [InlineData("max_tokens: Field required")]
    [InlineData("prompt is too long: 300000 tokens > 200000 maximum")]
    [InlineData("")]
    public void N21_what_the_question_stands_on_is_never_left_out(string message) => RefusedField.Find(message).ShouldBeNull();
}
