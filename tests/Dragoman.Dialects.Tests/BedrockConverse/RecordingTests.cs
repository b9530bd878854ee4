using System.Text;
using System.Text.Json;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.BedrockConverse;

/// <summary>Every recorded answer of Converse against a slow oracle, and told on in both client dialects.</summary>
public sealed class RecordingTests
{
    // Without tools, so that names stay as the model wrote them.
    private static readonly string Bare = Chat.Request("""[{"role":"user","content":"hi"}]""");

    private static readonly int[] Sizes = [int.MaxValue, 1, 7, 64, 1000];

    [Fact]
    public void Every_recorded_stream_is_folded_to_what_it_says_at_any_chunking()
    {
        var count = 0;
        foreach (var recording in Answers().Where(recording => recording.Has("stream.eventstream.b64")))
        {
            var stream = Convert.FromBase64String(Encoding.ASCII.GetString(recording.Bytes("stream.eventstream.b64")));
            var expected = OfStream(Encoding.UTF8.GetString(recording.Bytes("stream.events.jsonl")));
            foreach (var size in Sizes)
            {
                Agree(Bedrock.Read(stream, Bare, size), expected, recording.Case);
            }

            Retold(stream, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Every_recorded_whole_answer_is_folded_to_what_it_says()
    {
        var count = 0;
        foreach (var recording in Answers().Where(recording => recording.Has("response.json") && recording.Status == 200))
        {
            var body = Encoding.UTF8.GetString(recording.Bytes("response.json"));
            var told = Bedrock.Whole(body, out var failure, Bare);
            failure.ShouldBeNull(recording.Case);
            Agree(told, OfWhole(body), recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void H_249_every_recorded_error_is_told_as_what_it_is()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var errors = SharedData.Recordings().Where(r => r.Provider == "bedrock" && r.Api is "converse" or "converse-stream" && r.Status >= 400 && r.Has("response.json")).ToList();
        errors.Count.ShouldBeGreaterThan(3);
        foreach (var recording in errors)
        {
            var failure = Bedrock.Dialect.ReadError(recording.Status, recording.Bytes("response.json"), null);
            failure.Message.ShouldNotBeNullOrWhiteSpace();
            failure.Cause.ShouldBe(recording switch
            {
                { Status: 403 } => FailureCause.UpstreamCredential,
                _ when recording.Case.Contains("context", StringComparison.Ordinal) => FailureCause.PromptTooLong,
                _ when recording.Case.Contains("streaming-error", StringComparison.Ordinal) => FailureCause.NotFound,
                _ => FailureCause.InvalidRequest,
            }, recording.Case);
        }
    }

    private static IEnumerable<Recording> Answers()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        return SharedData.Recordings().Where(recording => recording.Provider == "bedrock" && recording.Api is "converse" or "converse-stream");
    }

    private sealed record Said(string Text, string Thinking, List<string> Calls, string Stop, (long In, long Out, long Read, long Write)? Usage);

    private static void Agree(Told told, Said said, string name)
    {
        told.Failure.ShouldBeNull(name);
        told.Ended.ShouldBeTrue(name);
        told.Text.Trim().ShouldBe(said.Text.Trim(), name);
        told.Thinking.ShouldBe(said.Thinking, name);
        told.Calls.Select(call => $"{call.Id} {call.Name} {Normal(call.Text)}").ShouldBe(said.Calls, name);
        told.Stop.ShouldBe(said.Stop switch
        {
            "tool_use" => StopReason.ToolUse,
            "max_tokens" => StopReason.MaxTokens,
            "guardrail_intervened" => StopReason.Refusal,
            _ => said.Calls.Count > 0 ? StopReason.ToolUse : StopReason.EndTurn,
        }, name);
        if (said.Usage is { } usage)
        {
            (told.Usage.InputTokens, told.Usage.OutputTokens, told.Usage.CacheReadTokens, told.Usage.CacheWriteTokens).ShouldBe(usage, name);
        }
    }

    private static string Normal(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);

    // The stream as a client of Messages gets it is well formed and says the same.
    private static void Retold(byte[] stream, string name)
    {
        using var request = Chat.Read(Streams.Plain);
        using var output = new ByteWriter();
        var attempt = Bedrock.Attempt(request);
        using var reader = Bedrock.Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(stream);
        reader.Complete();
        var folded = AnthropicStreamGrammar.Fold(output.Written);
        folded.Errors.ShouldBeEmpty(name);
        folded.Text.Trim().ShouldBe(Bedrock.Read(stream).Text.Trim(), name);
    }

    private static Said OfStream(string lines)
    {
        var (text, thinking) = (new StringBuilder(), new StringBuilder());
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Input)>();
        var stop = string.Empty;
        (long, long, long, long)? usage = null;
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var root = JsonDocument.Parse(line).RootElement;
            var payload = root.GetProperty("payload");
            switch (root.GetProperty("headers").GetProperty(":event-type").GetString())
            {
                case "contentBlockStart" when payload.GetProperty("start").TryGetProperty("toolUse", out var call)
                    && !(call.TryGetProperty("type", out var type) && type.GetString() == "server_tool_use"):
                    calls[payload.GetProperty("contentBlockIndex").GetInt32()] = (call.GetProperty("toolUseId").GetString()!, call.GetProperty("name").GetString()!, new());
                    break;
                case "contentBlockDelta":
                    var delta = payload.GetProperty("delta");
                    if (delta.TryGetProperty("text", out var piece))
                    {
                        text.Append(piece.GetString());
                    }

                    if (delta.TryGetProperty("reasoningContent", out var reasoning) && reasoning.TryGetProperty("text", out piece))
                    {
                        thinking.Append(piece.GetString());
                    }

                    if (delta.TryGetProperty("toolUse", out var use) && calls.TryGetValue(payload.GetProperty("contentBlockIndex").GetInt32(), out var known))
                    {
                        known.Input.Append(use.GetProperty("input").GetString());
                    }

                    break;
                case "messageStop":
                    stop = payload.GetProperty("stopReason").GetString()!;
                    break;
                case "metadata" when payload.TryGetProperty("usage", out var counts):
                    usage = Counts(counts);
                    break;
            }
        }

        return new Said(
            text.ToString(), thinking.ToString(),
            [.. calls.Values.Select(call => $"{call.Id} {call.Name} {Normal(call.Input.Length == 0 ? "{}" : call.Input.ToString())}")], stop, usage);
    }

    private static Said OfWhole(string body)
    {
        var root = JsonDocument.Parse(body).RootElement;
        var (text, thinking) = (new StringBuilder(), new StringBuilder());
        var calls = new List<string>();
        foreach (var block in root.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray())
        {
            if (block.TryGetProperty("text", out var piece))
            {
                text.Append(piece.GetString());
            }
            else if (block.TryGetProperty("reasoningContent", out var reasoning) && reasoning.TryGetProperty("reasoningText", out var inner))
            {
                thinking.Append(inner.GetProperty("text").GetString());
            }
            else if (block.TryGetProperty("citationsContent", out var cited) && cited.TryGetProperty("content", out var generated))
            {
                text.Append(string.Concat(generated.EnumerateArray().Select(part => part.GetProperty("text").GetString())));
            }
            else if (block.TryGetProperty("toolUse", out var call) && !(call.TryGetProperty("type", out var type) && type.GetString() == "server_tool_use"))
            {
                calls.Add($"{call.GetProperty("toolUseId").GetString()} {call.GetProperty("name").GetString()} {Normal(call.GetProperty("input").GetRawText())}");
            }
        }

        return new Said(text.ToString(), thinking.ToString(), calls, root.GetProperty("stopReason").GetString()!, Counts(root.GetProperty("usage")));
    }

    private static (long, long, long, long) Counts(JsonElement usage)
    {
        return (Count("inputTokens"), Count("outputTokens"), Count("cacheReadInputTokens"), Count("cacheWriteInputTokens"));

        long Count(string name) => usage.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }
}
