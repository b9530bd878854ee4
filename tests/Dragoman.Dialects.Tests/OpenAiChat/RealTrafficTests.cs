using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Requests that the real CLI sent, and long real conversations, against the rules of the real API.</summary>
public sealed class RealTrafficTests
{
    private static readonly OpenAiChatProfile Classic = new() { MaxStopSequences = 4, ParallelToolCalls = true };

    [Fact]
    public void H_349_every_captured_request_keeps_all_rules_of_the_api()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var (name, body) in Bodies())
        {
            Check(name, body, Chat.OpenAi, Chat.Model);
            Check(name, body, Classic, new ModelTraits { Id = "gpt-4.1", MaxOutputTokens = 32_768 });
            count++;
        }

        count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void H_171_each_turn_of_a_real_conversation_is_a_prefix_of_the_next()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var path in SharedData.Transcripts())
        {
            var body = File.ReadAllBytes(path);
            if (IsMessages(body))
            {
                ShouldGrow(Path.GetFileName(path), body, Chat.OpenAi);
                ShouldGrow(Path.GetFileName(path), body, OpenAiChatProfile.Default);
            }
        }
    }

    [Fact]
    public void H_027_the_turns_of_a_captured_session_share_their_prefix()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var bodies = Bodies().ToDictionary(body => body.Name, body => body.Body);
        foreach (var (first, second) in new[] { ("interleave-1", "interleave-2"), ("thinksig-1", "thinksig-2"), ("mcp-1", "mcp-2") })
        {
            var (before, now) = (Translate(bodies[first], Chat.OpenAi), Translate(bodies[second], Chat.OpenAi));
            var tools = now.AsSpan().IndexOf("],\"messages\""u8);
            now.AsSpan().StartsWith(before.AsSpan(0, before.AsSpan().IndexOf("],\"messages\""u8))).ShouldBeTrue(first);
            var messages = before.AsSpan(before.AsSpan().IndexOf("],\"messages\""u8));
            ShouldBePrefix(first, messages.ToArray(), now.AsSpan(tools).ToArray());
        }
    }

    private static void ShouldGrow(string name, byte[] body, OpenAiChatProfile profile)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        var all = root["messages"]!.AsArray().Select(message => message!.DeepClone()).ToList();
        byte[]? before = null;
        for (var length = 1; length <= all.Count; length++)
        {
            // A request ends where the model is to speak. Every fifth turn shows as much as all of them.
            if ((string?)all[length - 1]["role"] == "assistant" || (length > 6 && length < all.Count - 3 && length % 10 > 1))
            {
                continue;
            }

            root["messages"] = new JsonArray([.. all.Take(length).Select(message => message.DeepClone())]);
            var now = Translate(Encoding.UTF8.GetBytes(root.ToJsonString()), profile);
            if (before is not null)
            {
                ShouldBePrefix($"{name} at {length}", before, now);
            }

            before = now;
        }
    }

    private static void ShouldBePrefix(string name, byte[] before, byte[] now) =>
        now.AsSpan(0, Math.Min(now.Length, before.Length - 2)).CommonPrefixLength(before).ShouldBe(
            before.Length - 2, $"{name}: {Around(before, now)}");

    private static string Around(byte[] before, byte[] now)
    {
        var at = before.AsSpan().CommonPrefixLength(now);
        return $"{Encoding.UTF8.GetString(before.AsSpan(Math.Max(0, at - 40), Math.Min(80, before.Length - at)))} became "
            + Encoding.UTF8.GetString(now.AsSpan(Math.Max(0, at - 40), Math.Min(80, now.Length - at)));
    }

    private static byte[] Translate(byte[] body, OpenAiChatProfile profile)
    {
        using var request = Chat.Read(body);
        using var output = new ByteWriter();
        new OpenAiChatDialect().WriteRequest(Chat.Attempt(request, profile), output).ShouldBeNull();
        return output.Written.ToArray();
    }

    private static void Check(string name, byte[] body, OpenAiChatProfile profile, ModelTraits model)
    {
        using var request = Chat.Read(body);
        using var output = new ByteWriter();
        var failure = new OpenAiChatDialect().WriteRequest(Chat.Attempt(request, profile, model), output);
        if (failure is not null)
        {
            // The side request of web search is refused as a whole.
            failure.Message.ShouldStartWith("web_search is not supported", customMessage: name);
            return;
        }

        Chat.Parse(output.Written);
        StrictOpenAi.CheckBody(output.Written).Select(refusal => refusal.ToString()).ShouldBeEmpty(name);
    }

    private static IEnumerable<(string Name, byte[] Body)> Bodies()
    {
        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal)))
        {
            yield return (capture.Name, capture.Body);
        }

        foreach (var path in SharedData.Transcripts())
        {
            var body = File.ReadAllBytes(path);
            if (IsMessages(body))
            {
                yield return (Path.GetFileName(path), body);
            }
        }
    }

    private static bool IsMessages(byte[] body) => JsonNode.Parse(body)!["messages"]!.AsArray().All(message => (string?)message!["role"] != "tool");
}
