using System.Text;

namespace Dragoman.Dialects.Tests.OpenAiChat;

public sealed class RequestWriterTests
{
    [Fact]
    public void A_simple_request_is_written_with_the_model_first_and_the_messages_last()
    {
        var body = Encoding.UTF8.GetString(Chat.Bytes(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"system\":\"Be brief.\"")));
        body.ShouldBe(
            """{"model":"gpt-5.2","max_completion_tokens":32000,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"hi"}]}""");
    }
}
