using System.Text;
using System.Text.Json;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

/// <summary>Every recorded answer of every host that speaks Responses, at several chunkings, against what its last event says.</summary>
public sealed class RecordingTests
{
    private static readonly int[] Sizes = [int.MaxValue, 1, 7, 64, 1000];

    [Fact]
    public void Every_recorded_stream_is_folded_to_what_its_last_event_says_at_any_chunking()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Responses().Where(recording => recording.Status == 200 && recording.Has("stream.sse")))
        {
            var sse = Encoding.UTF8.GetString(recording.Bytes("stream.sse"));
            var last = LastResponse(sse);
            if (last is null)
            {
                // One case is a chat stream under this name, two end in an error.
                continue;
            }

            string? first = null;
            foreach (var size in sse.Length > 300_000 ? Sizes[..1] : Sizes)
            {
                var told = Resp.Read(sse, out var early, size: size);
                if (last.Value.GetProperty("status").GetString() == "failed")
                {
                    early.ShouldNotBeNull(recording.Case);
                    continue;
                }

                early.ShouldBeNull(recording.Case);
                Agree(last.Value, told, recording.Case);
                var shape = string.Join('\n', told.Blocks.Select(block => block.ToString())) + told.Stop + told.Usage;
                first ??= shape;
                shape.ShouldBe(first, $"{recording.Case} in pieces of {size}");
            }

            count++;
        }

        count.ShouldBeGreaterThan(45);
    }

    [Fact]
    public void Every_recorded_whole_answer_is_folded_to_what_it_says()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Responses().Where(recording => recording.Status == 200 && recording.Has("response.json")))
        {
            var body = Encoding.UTF8.GetString(recording.Bytes("response.json"));
            using var document = JsonDocument.Parse(body);
            if (!document.RootElement.TryGetProperty("output", out _) || document.RootElement.GetProperty("status").GetString() is "queued" or "in_progress")
            {
                continue;
            }

            var told = Resp.Whole(body, out var failure);
            failure.ShouldBeNull($"{recording.Case}: {failure?.Message}");
            Agree(document.RootElement, told, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(80);
    }

    [Fact]
    public void Every_recorded_answer_is_told_to_a_messages_client_in_its_grammar()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var recording in Responses().Where(recording => recording.Status == 200 && recording.Has("stream.sse")))
        {
            var sse = recording.Bytes("stream.sse");
            if (LastResponse(Encoding.UTF8.GetString(sse)) is not { } last || last.GetProperty("status").GetString() == "failed")
            {
                continue;
            }

            using var conversation = Chat.Read(Streams.Plain);
            using var output = new ByteWriter();
            var attempt = Resp.Attempt(conversation);
            using var reader = Resp.Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
            reader.Feed(sse);
            var folded = AnthropicStreamGrammar.Fold(output.Written);
            folded.Errors.ShouldBeEmpty(recording.Case);
            folded.Text.ShouldBe(Texts(last), recording.Case);
        }
    }

    [Fact]
    public void H_249_every_recorded_error_is_told_as_what_it_is()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Responses().Where(recording => recording.Status >= 400 && recording.Has("response.json")))
        {
            var failure = Resp.Dialect.ReadError(recording.Status, recording.Bytes("response.json"), null);
            failure.Message.ShouldNotBeNullOrWhiteSpace(recording.Case);
            var expected = recording switch
            {
                { Status: 401 } => FailureCause.UpstreamCredential,
                _ when failure.UpstreamCode == "insufficient_quota" => FailureCause.Billing,
                _ => FailureCause.InvalidRequest,
            };
            failure.Cause.ShouldBe(expected, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Every_recorded_request_that_keeps_nothing_at_the_host_is_read_and_carried_to_messages()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Responses().Where(recording => recording.Has("request.json")))
        {
            var bytes = recording.Bytes("request.json");
            using var request = ConversationRequest.Rent(new Arena(bytes.Length + 64));
            request.Body = request.Arena.Append(bytes);
            var failure = Resp.Dialect.ReadRequest(request);
            if (failure is not null)
            {
                failure.Message.ShouldContain("this gateway", customMessage: recording.Case);
                continue;
            }

            using var output = new ByteWriter();
            new AnthropicMessagesDialect().WriteRequest(Resp.Attempt(request), output);
            if (output.Length > 0)
            {
                Chat.Parse(output.Written);
            }

            count++;
        }

        count.ShouldBeGreaterThan(90);
    }

    private static void Agree(JsonElement response, Told told, string name)
    {
        told.Text.ShouldBe(Texts(response), name);
        var calls = response.GetProperty("output").EnumerateArray().Where(item => item.GetProperty("type").GetString() is "function_call" or "custom_tool_call").ToList();
        told.Calls.Count.ShouldBe(calls.Count, name);
        for (var i = 0; i < calls.Count; i++)
        {
            told.Calls[i].Name.ShouldBe(calls[i].GetProperty("name").GetString(), name);
            if (calls[i].TryGetProperty("arguments", out var arguments) && arguments.GetString() is { Length: > 0 } text)
            {
                told.Calls[i].Text.Trim().ShouldBe(text.Trim(), name);
            }
        }

        if (response.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            (told.Usage.InputTokens + told.Usage.CacheReadTokens + told.Usage.CacheWriteTokens).ShouldBe(usage.GetProperty("input_tokens").GetInt64(), name);
            told.Usage.OutputTokens.ShouldBeGreaterThanOrEqualTo(usage.GetProperty("output_tokens").GetInt64(), name);
        }

        told.Ended.ShouldBeTrue(name);
    }

    private static string Texts(JsonElement response) => string.Concat(
        response.GetProperty("output").EnumerateArray()
            .Where(item => item.GetProperty("type").GetString() == "message")
            .SelectMany(item => item.GetProperty("content").EnumerateArray())
            .Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : part.TryGetProperty("refusal", out var refusal) ? refusal.GetString() : string.Empty)
            .Where(text => !string.IsNullOrWhiteSpace(text)));

    private static JsonElement? LastResponse(string sse)
    {
        JsonElement? last = null;
        foreach (var line in sse.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal) && line.Contains('{', StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(line[5..].Trim());
            if (document.RootElement.TryGetProperty("type", out var type) && type.GetString() is "response.completed" or "response.incomplete" or "response.failed")
            {
                // One case holds four answers in a row; the reader is done with the first.
                last ??= document.RootElement.GetProperty("response").Clone();
            }
        }

        return last;
    }

    private static IEnumerable<Recording> Responses() => SharedData.Recordings().Where(recording => recording.Api == "responses");
}
