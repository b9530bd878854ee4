using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class CompactTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_469_A23_the_cli_compacts_by_itself_when_the_providers_context_overflows(Provider provider)
    {
        var overflowed = 0;
        Answer Script(RecordedRequest request)
        {
            var said = request.Conversation.UserTexts;
            if (!request.Conversation.OffersTools)
            {
                return Answer.Text("A side answer");
            }

            if (said.Any(text => text.Contains("detailed summary", StringComparison.OrdinalIgnoreCase)) && !said.Any(text => text.Contains("THE-SUMMARY", StringComparison.Ordinal)))
            {
                return Answer.Text("<summary>THE-SUMMARY of what was said</summary>");
            }

            if (said.Any(text => text.Contains("THE-SUMMARY", StringComparison.Ordinal)))
            {
                return Answer.Text("Answered after compacting.");
            }

            if (said.Any(text => text.Contains("second question", StringComparison.Ordinal)))
            {
                Interlocked.Increment(ref overflowed);
                return provider switch
                {
                    Provider.OpenAi or Provider.Responses => OpenAiErrors.ContextLengthExceeded(128_000, 131_072),
                    Provider.Gemini => GeminiErrors.InputTooLong(1_048_576, 1_250_074),
                    Provider.Converse => ConverseErrors.TooLong(),
                    Provider.Ollama => OllamaErrors.TooLong(),
                    _ => AnthropicErrors.PromptTooLong(210_000, 200_000),
                };
            }

            return Answer.Text("First answer.");
        }

        var workspace = new ClaudeWorkspace();
        await using var rig = await Rig.StartAsync(provider, workspace, Script);
        var first = await rig.RunAsync("first question");
        rig.ShouldHaveSucceeded(first, "First answer.");
        var second = await rig.RunAsync("second question", options => options with { Arguments = ["--resume", first.SessionId] });

        rig.ShouldHaveSucceeded(second, "Answered after compacting.");
        overflowed.ShouldBe(1, "the overflow is told once, at once, in words the CLI knows");
        second.Events.ShouldContain(one => one.Type == "system" && ClaudeEvent.Text(one.Json, "subtype") == "compact_boundary");
    }
}
