using System.Text;
using Dragoman.Dialects.AnthropicMessages.Passthrough;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>The scan looks for broken UTF-8 only where it saw bytes beyond ASCII: wherever they stand.</summary>
public sealed class ScanUtf8Tests
{
    private const string Body =
        """{"model":"m§","unknown§":1,"list":["§",{"§":"and more than sixty-four bytes of text in front of the sign, so that a block §"}],"system":"short §","tools":[{"name":"§"}],"metadata":{"user_id":"§"},"messages":[{"role":"user","content":"§"},{"role":"user","content":[{"type":"text","text":"a longer text than one vector holds, with the sign behind it all: § ."},{"type":"tool_result","tool_use_id":"t","content":"§"}]}],"last":"§"}""";

    [Fact]
    public void A_body_with_letters_beyond_ASCII_is_taken() =>
        MessagesScan.TryScan(Encoding.UTF8.GetBytes(Body), out _, out _).ShouldBeTrue();

    [Fact]
    public void A_broken_letter_is_refused_wherever_it_stands()
    {
        var places = 0;
        for (var at = Body.IndexOf('§'); at >= 0; at = Body.IndexOf('§', at + 1), places++)
        {
            var ascii = Body.Replace('§', 's');
            var bytes = Encoding.ASCII.GetBytes(ascii);
            bytes[at] = 0xC2;

            MessagesScan.TryScan(bytes, out _, out var failure).ShouldBeFalse(ascii[..at]);
            failure!.Message.ShouldContain("UTF-8");
        }

        places.ShouldBe(12);
    }

    [Theory]
    [InlineData("""{"type":"tool_result","tool_use_id":"image","content":"an \"image\" of text"}""", false)]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"none"}],"cache_control":{"type":"ephemeral"}}""", false)]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{}}]}""", true)]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{"type":"image","source":{}}]}}""", true)]
    [InlineData("""{"type":"image","source":{"type":"url","url":"u"}}""", true)]
    public void An_image_is_seen_where_one_can_stand(string block, bool expected)
    {
        var body = Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":[""" + block + "]}]}");

        MessagesScan.TryScan(body, out var scan, out _).ShouldBeTrue();

        scan.HasImages.ShouldBe(expected);
    }
}
