using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>What the CLI really sends, translated, is what a strict provider takes.</summary>
public sealed class CaptureTests
{
    [Theory]
    [InlineData(Gem.Three)]
    [InlineData(Gem.Two)]
    public void Every_captured_request_of_the_client_is_accepted(string model)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var capture in SharedData.Captures())
        {
            var body = capture.Body;
            using var request = Dialects.Conversation.ConversationRequest.Rent(new Dialects.Json.Arena(body.Length + 64));
            request.Body = request.Arena.Append(body);
            if (new Dialects.AnthropicMessages.AnthropicMessagesDialect().ReadRequest(request) is not null)
            {
                continue;
            }

            using var output = new Dialects.Json.ByteWriter();
            if (Gem.Dialect.WriteRequest(Gem.Attempt(request, model), output) is not null)
            {
                continue;
            }

            StrictGemini.CheckBody(output.Written, model).Select(refusal => refusal.Message).ShouldBeEmpty($"{capture.Name}");
            count++;
        }

        count.ShouldBeGreaterThan(10);
    }
}
