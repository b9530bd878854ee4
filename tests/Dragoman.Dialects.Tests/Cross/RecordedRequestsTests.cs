using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

public sealed class RecordedRequestsTests
{
    private static readonly OpenAiChatProfile OpenAi = new()
    {
        HeadRole = HeadRole.Developer,
        MidSystemInPlace = true,
        MaxTokensMember = "max_completion_tokens",
        StreamOptions = true,
        ParallelToolCalls = true,
        Files = true,
        JsonSchemaFormat = true,
        StringContent = false,
    };

    private static readonly ModelTraits Gpt = new() { Id = "gpt-4.1", Documents = true };

    [Fact]
    public void A06_every_messages_request_keeps_its_meaning_as_chat_completions()
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var (name, body) in MessagesBodies())
        {
            count++;
            faults.AddRange(Faults(Exchange.Messages, Exchange.Chat, body, OpenAi).Select(fault => $"{name}: {fault}"));
            faults.AddRange(Faults(Exchange.Messages, Exchange.Chat, body, null).Select(fault => $"{name} (unknown host): {fault}"));
        }

        count.ShouldBeGreaterThan(60);
        Tests.Cross.Faults.None(faults);
    }

    [Fact]
    public void A06_every_chat_request_keeps_its_meaning_as_messages()
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var (name, body) in ChatBodies())
        {
            count++;
            faults.AddRange(Faults(Exchange.Chat, Exchange.Messages, body, null).Select(fault => $"{name}: {fault}"));
        }

        count.ShouldBeGreaterThan(100);
        Tests.Cross.Faults.None(faults);
    }

    [Fact]
    public void Every_chat_request_keeps_its_meaning_as_chat_completions()
    {
        var faults = new List<string>();
        foreach (var (name, body) in ChatBodies())
        {
            faults.AddRange(Faults(Exchange.Chat, Exchange.Chat, body, OpenAi).Select(fault => $"{name}: {fault}"));
        }

        Tests.Cross.Faults.None(faults);
    }

    private static IEnumerable<string> Faults(IDialect from, IDialect to, byte[] body, OpenAiChatProfile? profile)
    {
        if (Exchange.TryRead(from, body, out var request) is { } unread)
        {
            request.Dispose();
            // One host's own tools: refused by name, as OpenAI itself does.
            return body.AsSpan().IndexOf("\"openrouter:"u8) >= 0 && unread.Message.Contains("].type", StringComparison.Ordinal) ? [] : [unread.Message];
        }

        using var read = request;
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request, profile, Gpt);
        if (to.WriteRequest(attempt, output) is { } refused)
        {
            // Refused with a sentence is not lost in silence.
            return refused.Cause == FailureCause.NotSupported || refused.Side == FailureSide.Client ? [] : [$"refused: {refused.Message}"];
        }

        using var carried = Exchange.Read(to, output.Written.ToArray());
        return Carrying.Faults(Meaning.Of(request), Meaning.Of(carried), attempt.Losses);
    }

    private static IEnumerable<(string Name, byte[] Body)> MessagesBodies()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal)))
        {
            yield return (capture.Name, capture.Body);
        }

        foreach (var body in Transcripts().Where(body => !IsChat(body.Body)))
        {
            yield return body;
        }

        foreach (var recording in Recordings.Messages.Where(recording => recording.Has("request.json")))
        {
            yield return (recording.Case, recording.Bytes("request.json"));
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> ChatBodies()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var body in Transcripts().Where(body => IsChat(body.Body)))
        {
            yield return body;
        }

        foreach (var recording in Recordings.Chat.Where(recording => recording.Has("request.json")))
        {
            yield return (recording.Case, recording.Bytes("request.json"));
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> Transcripts() =>
        SharedData.Transcripts().Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)));

    private static bool IsChat(byte[] body) =>
        JsonNode.Parse(body)!["messages"]!.AsArray().Any(message => (string?)message!["role"] == "tool");
}
