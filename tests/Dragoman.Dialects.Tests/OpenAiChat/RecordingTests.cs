using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Every recorded chat answer of every host, at several chunkings, against a slow oracle that shares no code with the reader.</summary>
public sealed class RecordingTests
{
    private static readonly int[] Sizes = [int.MaxValue, 1, 7, 64, 1000];

    [Fact]
    public void Every_recorded_stream_is_folded_to_what_it_says_at_any_chunking()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Chats().Where(recording => recording.Status == 200 && recording.Has("stream.sse")))
        {
            var sse = Encoding.UTF8.GetString(recording.Bytes("stream.sse"));
            var oracle = Oracle.OfStream(sse);
            string? first = null;
            foreach (var size in sse.Length > 200_000 ? Sizes[..1] : Sizes)
            {
                var told = Streams.Read(sse, out var early, size: size);
                early.ShouldBeNull(recording.Case);
                oracle.ShouldAgree(told, recording.Case);
                var shape = string.Join('\n', told.Blocks.Select(block => block.ToString())) + told.Stop + told.Usage;
                first ??= shape;
                shape.ShouldBe(first, $"{recording.Case} in pieces of {size}");
            }

            count++;
        }

        count.ShouldBeGreaterThan(80);
    }

    [Fact]
    public void Every_recorded_whole_answer_is_folded_to_what_it_says()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Chats().Where(recording => recording.Status == 200 && recording.Has("response.json")))
        {
            var body = Encoding.UTF8.GetString(recording.Bytes("response.json"));
            var told = Streams.Whole(body, out var failure);
            failure.ShouldBeNull($"{recording.Case}: {failure?.Message}");
            Oracle.OfWhole(body).ShouldAgree(told, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(150);
    }

    [Fact]
    public void H_249_every_recorded_error_is_told_as_what_it_is()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var dialect = new Dragoman.Dialects.OpenAiChat.OpenAiChatDialect();
        var count = 0;
        foreach (var recording in Chats().Where(recording => recording.Status >= 400 && recording.Has("response.json")))
        {
            var failure = dialect.ReadError(recording.Status, recording.Bytes("response.json"), null);
            failure.Message.ShouldNotBeNullOrWhiteSpace(recording.Case);
            failure.Message.ShouldNotContain("sk-", customMessage: recording.Case);
            var expected = recording switch
            {
                { Status: 401 } => FailureCause.UpstreamCredential,
                { Status: 404 } => FailureCause.NotFound,
                { Status: 429 } => FailureCause.RateLimit,
                _ when recording.Case.Contains("context-length", StringComparison.Ordinal) || recording.Case.Contains("context-leng", StringComparison.Ordinal) => FailureCause.PromptTooLong,
                _ when recording.Case.Contains("tool-use-failed", StringComparison.Ordinal) => FailureCause.Upstream,
                _ => FailureCause.InvalidRequest,
            };
            failure.Cause.ShouldBe(expected, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(12);
    }

    private static IEnumerable<Recording> Chats() => SharedData.Recordings().Where(recording => recording.Api is "chat" or "openai-chat");
}

/// <summary>What an answer says, read by the book: everything decoded, nothing clever.</summary>
internal sealed class Oracle
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private readonly SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> _calls = [];
    private (long Prompt, long Completion, long Reasoning, long Total)? _usage;
    private bool _hasFinish;
    private bool _isDone;
    private bool _failed;

    public static Oracle OfStream(string sse)
    {
        var oracle = new Oracle();
        foreach (var line in sse.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("data:", StringComparison.Ordinal)))
        {
            var data = line[5..].Trim();
            if (data == "[DONE]")
            {
                oracle._isDone = true;
            }
            else if (data.Length > 0)
            {
                using var document = JsonDocument.Parse(data);
                oracle.See(document.RootElement, "delta");
            }
        }

        return oracle;
    }

    public static Oracle OfWhole(string body)
    {
        var oracle = new Oracle { _hasFinish = true };
        using var document = JsonDocument.Parse(body);
        oracle.See(document.RootElement, "message");
        return oracle;
    }

    public void ShouldAgree(Told told, string name)
    {
        if (_failed || !(_hasFinish || _isDone))
        {
            (told.Failure is not null || told.Stop == StopReason.ToolUse).ShouldBeTrue(name);
        }
        else
        {
            told.Ended.ShouldBeTrue(name);
            told.Failure.ShouldBeNull(name);
        }

        told.Text.ShouldBe(string.IsNullOrWhiteSpace(_text.ToString()) ? string.Empty : _text.ToString(), name);
        told.Thinking.ShouldBe(_thinking.ToString(), name);
        told.Calls.Count.ShouldBe(_calls.Count, name);
        foreach (var (call, expected) in told.Calls.Zip(_calls.Values))
        {
            call.Name.ShouldBe(expected.Name, name);
            if (expected.Id.Length > 0)
            {
                call.Id.ShouldBe(expected.Id, name);
            }

            call.Id.ShouldNotBeEmpty(name);
            var arguments = expected.Arguments.ToString();
            call.Text.ShouldBe(arguments.Trim().Length == 0 ? "{}" : arguments.Trim(), name);
        }

        if (told.Failure is null && _usage is { } usage)
        {
            told.Usage.IsReported.ShouldBeTrue(name);
            told.Usage.TotalInputTokens.ShouldBe(usage.Prompt, name);
            told.Usage.OutputTokens.ShouldBe(
                usage.Reasoning > 0 && usage.Prompt + usage.Completion + usage.Reasoning == usage.Total ? usage.Completion + usage.Reasoning : usage.Completion, name);
        }
    }

    private void See(JsonElement chunk, string member)
    {
        if (chunk.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
        {
            _failed = true;
        }

        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            SeeUsage(usage);
        }

        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var choice in choices.EnumerateArray().Where(choice => !choice.TryGetProperty("index", out var index) || index.GetInt32() == 0))
        {
            if (choice.TryGetProperty(member, out var message) && message.ValueKind == JsonValueKind.Object)
            {
                SeeMessage(message);
            }

            if (choice.TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String && finish.GetString()!.Length > 0)
            {
                _hasFinish = true;
            }
        }
    }

    private void SeeUsage(JsonElement usage)
    {
        var reasoning = usage.TryGetProperty("completion_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("reasoning_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number ? tokens.GetInt64() : 0;
        var seen = (usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64(), reasoning, usage.GetProperty("total_tokens").GetInt64());
        _usage = seen is (0, 0, _, _) ? _usage : seen;
    }

    private void SeeMessage(JsonElement message)
    {
        var details = message.TryGetProperty("reasoning_details", out var list) && list.ValueKind == JsonValueKind.Array
            ? string.Concat(list.EnumerateArray().Select(item => Text(item, "text") + Text(item, "summary")))
            : string.Empty;
        _thinking.Append(details.Length > 0 ? details : Text(message, "reasoning_content") is { Length: > 0 } content ? content : Text(message, "reasoning"));
        if (message.TryGetProperty("content", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
            {
                _text.Append(Text(part, "text"));
                if (part.TryGetProperty("thinking", out var thoughts) && thoughts.ValueKind == JsonValueKind.Array)
                {
                    _thinking.Append(string.Concat(thoughts.EnumerateArray().Select(thought => Text(thought, "text"))));
                }
            }
        }
        else
        {
            _text.Append(Text(message, "content"));
        }

        _text.Append(Text(message, "refusal"));
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            foreach (var call in calls.EnumerateArray())
            {
                SeeCall(call, position++);
            }
        }
    }

    private void SeeCall(JsonElement call, int position)
    {
        var index = call.TryGetProperty("index", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : position;
        // Hosts that number every call 0 name a new one by its id.
        while (_calls.TryGetValue(index, out var other) && Text(call, "id") is { Length: > 0 } id && other.Id != id)
        {
            index++;
        }

        if (!_calls.TryGetValue(index, out var known))
        {
            known = (Text(call, "id"), string.Empty, new StringBuilder());
        }

        var function = call.GetProperty("function");
        var name = known.Name.Length > 0 ? known.Name : Text(function, "name");
        known.Arguments.Append(Text(function, "arguments"));
        _calls[index] = (known.Id, name, known.Arguments);
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
}
