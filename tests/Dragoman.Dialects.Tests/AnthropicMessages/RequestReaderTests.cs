using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class RequestReaderTests
{
    [Fact]
    public void Every_captured_request_is_read()
    {
        foreach (var (name, body) in SharedData.CapturedRequests())
        {
            var failure = Requests.TryRead(body, out var request);
            failure?.Message.ShouldBeNull(name);
            request.Messages.Length.ShouldBeGreaterThan(0, name);
            request.Dispose();
        }
    }

    [Fact]
    public void H_017_a_system_prompt_is_a_string_or_blocks()
    {
        using var asString = Requests.Read("""{"model":"m","messages":[],"system":"be brief"}""");
        using var asBlocks = Requests.Read("""{"model":"m","messages":[],"system":[{"type":"text","text":"be brief"}]}""");
        foreach (var request in new[] { asString, asBlocks })
        {
            (request.SystemEnd - request.SystemFirst).ShouldBe(1);
            request.Blocks[request.SystemFirst].Kind.ShouldBe(BlockKind.Text);
            request.Text(request.Blocks[request.SystemFirst].Text).ShouldBe("be brief");
        }
    }
}
