using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>What was sent up to the end of its contents is a prefix of what is sent next: implicit caches live on it.</summary>
public sealed class PrefixTests
{
    // The brackets that close the last part's list, its content, the contents and the body.
    private const int Closing = 4;

    [Theory]
    [InlineData(Gem.Three)]
    [InlineData(Gem.Two)]
    public void H_171_H_169_each_turn_of_a_real_conversation_is_a_prefix_of_the_next(string model)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var file in SharedData.Transcripts().Where(file => file.Contains("claude-code", StringComparison.Ordinal)))
        {
            var body = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            body["max_tokens"] ??= 32000;
            body["stream"] = true;
            var messages = body["messages"]!.AsArray().Select(message => message!.DeepClone()).ToList();
            byte[]? before = null;
            for (var length = 1; length <= Math.Min(messages.Count, 60); length++)
            {
                if (messages[length - 1]["role"]!.GetValue<string>() != "user")
                {
                    continue;
                }

                body["messages"] = new JsonArray([.. messages.Take(length).Select(message => message.DeepClone())]);
                var now = Gem.Bytes(body.ToJsonString(), out _, model);
                if (before is not null)
                {
                    now.AsSpan().StartsWith(before.AsSpan(0, before.Length - Closing)).ShouldBeTrue($"{Path.GetFileName(file)} at {length}: {Difference(before, now)}");
                    count++;
                }

                before = now;
            }
        }

        count.ShouldBeGreaterThan(20);
    }

    private static string Difference(byte[] before, byte[] now)
    {
        var at = before.AsSpan().CommonPrefixLength(now);
        return $"{Encoding.UTF8.GetString(before.AsSpan(Math.Max(0, at - 80), Math.Min(160, before.Length - Math.Max(0, at - 80))))} <> {Encoding.UTF8.GetString(now.AsSpan(at, Math.Min(80, now.Length - at)))}";
    }
}
