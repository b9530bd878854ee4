using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Every recorded answer of the Gemini API and of Vertex, against a slow oracle that shares no code with the reader.</summary>
public sealed class RecordingTests
{
    private static readonly int[] Sizes = [int.MaxValue, 1, 7, 64, 1000];

    private static IEnumerable<Recording> Answers() => SharedData.Recordings().Where(recording =>
        recording.Provider is "gemini" or "vertex" && recording.Api is "generate-content" or "stream-generate-content" && recording.Status == 200);

    [Fact]
    public void Every_recorded_stream_is_folded_to_what_it_says_at_any_chunking()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Answers().Where(recording => recording.Has("stream.sse")))
        {
            var sse = Encoding.UTF8.GetString(recording.Bytes("stream.sse"));
            string? first = null;
            foreach (var size in sse.Length > 200_000 ? Sizes[..1] : Sizes)
            {
                var told = Gem.Read(sse, out var early, size: size);
                early.ShouldBeNull($"{recording.Case}: {early?.Message}");
                ShouldAgree(Chunks(sse), told, recording.Case);
                var shape = $"{told.Shape} {told.Stop} {told.Usage}";
                first ??= shape;
                shape.ShouldBe(first, $"{recording.Case} in pieces of {size}");
            }

            count++;
        }

        count.ShouldBeGreaterThan(35);
    }

    [Fact]
    public void Every_recorded_stream_is_the_same_as_an_array()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var recording in Answers().Where(recording => recording.Has("stream.sse")))
        {
            var sse = Encoding.UTF8.GetString(recording.Bytes("stream.sse"));
            var array = $"[{string.Join(",\r\n", Chunks(sse).Select(chunk => chunk.GetRawText()))}]";
            Gem.Read(array, size: 100).Shape.ShouldBe(Gem.Read(sse).Shape, recording.Case);
        }
    }

    [Fact]
    public void Every_recorded_whole_answer_is_folded_to_what_it_says()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Answers().Where(recording => recording.Has("response.json")))
        {
            var body = Encoding.UTF8.GetString(recording.Bytes("response.json"));
            var told = Gem.Whole(body, out var failure);
            failure.ShouldBeNull($"{recording.Case}: {failure?.Message}");
            using var document = JsonDocument.Parse(body);
            ShouldAgree([document.RootElement.Clone()], told, recording.Case);
            count++;
        }

        count.ShouldBeGreaterThan(65);
    }

    [Fact]
    public void Every_recorded_answer_is_told_in_both_other_dialects()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var recording in Answers().Where(recording => recording.Has("stream.sse")))
        {
            var body = recording.Bytes("stream.sse");
            var folded = Gem.Client(Encoding.UTF8.GetString(body), Gem.Plain);
            var told = Gem.Read(Encoding.UTF8.GetString(body));
            folded.Text.ShouldBe(told.Text, recording.Case);
            folded.Blocks("tool_use").Count.ShouldBe(told.Calls.Count, recording.Case);

            using var request = Chat.Read(Gem.Plain);
            var attempt = Gem.Attempt(request);
            using var output = new ByteWriter();
            using var reader = Gem.Dialect.CreateStreamReader(attempt, new OpenAiChatDialect().CreateStreamWriter(attempt, output));
            reader.Feed(body);
            reader.Complete();
            var chat = OpenAiStreamFold.Fold(output.Written);
            chat.Errors.ShouldBeEmpty(recording.Case);
        }
    }

    [Fact]
    public void H_380_every_recorded_call_signature_comes_back_on_its_call()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in Answers().Where(recording => recording.Has("stream.sse")))
        {
            var sse = Encoding.UTF8.GetString(recording.Bytes("stream.sse"));
            var signatures = Parts(Chunks(sse)).Where(part => part.TryGetProperty("functionCall", out _) && part.TryGetProperty("thoughtSignature", out _))
                .Select(part => part.GetProperty("thoughtSignature").GetString()!).ToList();
            if (signatures.Count == 0)
            {
                continue;
            }

            count++;
            var contents = Gem.Contents(Gem.Replayed(Gem.Client(sse, Gem.Plain)));
            contents[1]!["parts"]!.AsArray().Where(part => part!["functionCall"] is not null && part["thoughtSignature"] is not null)
                .Select(part => part!["thoughtSignature"]!.GetValue<string>()).ShouldBe(signatures, recording.Case);
        }

        count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Every_recorded_error_is_told_as_what_it_is()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var recording in SharedData.Recordings().Where(recording => recording.Provider is "gemini" or "vertex" && recording.Status >= 400 && recording.Has("response.json")))
        {
            var failure = Gem.Dialect.ReadError(recording.Status, recording.Bytes("response.json"), null);
            var expected = recording switch
            {
                { Status: 404 } => FailureCause.NotFound,
                { Status: 429 } => FailureCause.RateLimit,
                _ when recording.Case.Contains("handles-conte", StringComparison.Ordinal) => FailureCause.PromptTooLong,
                _ => FailureCause.InvalidRequest,
            };
            failure.Cause.ShouldBe(expected, recording.Case);
            if (recording.Status == 429)
            {
                failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(34.4));
            }
        }
    }

    private static List<JsonElement> Chunks(string sse)
    {
        var chunks = new List<JsonElement>();
        foreach (var line in sse.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(line[5..].Trim());
            chunks.Add(document.RootElement.Clone());
        }

        return chunks;
    }

    private static IEnumerable<JsonElement> Parts(IEnumerable<JsonElement> chunks) => chunks
        .Where(chunk => chunk.TryGetProperty("candidates", out var candidates) && candidates.GetArrayLength() > 0)
        .Select(chunk => chunk.GetProperty("candidates")[0])
        .Where(candidate => candidate.TryGetProperty("content", out var content) && content.TryGetProperty("parts", out _))
        .SelectMany(candidate => candidate.GetProperty("content").GetProperty("parts").EnumerateArray());

    private static void ShouldAgree(List<JsonElement> chunks, Told told, string name)
    {
        var parts = Parts(chunks).ToList();
        string Said(bool thought) => string.Concat(parts
            .Where(part => part.TryGetProperty("text", out _) && thought == (part.TryGetProperty("thought", out var flag) && flag.GetBoolean()))
            .Select(part => part.GetProperty("text").GetString()));
        told.Thinking.ShouldBe(Said(thought: true), name);
        if (!parts.Exists(part => part.TryGetProperty("executableCode", out _)))
        {
            told.Text.ShouldBe(string.IsNullOrWhiteSpace(Said(thought: false)) ? "" : Said(thought: false), name);
        }

        var calls = parts.Where(part => part.TryGetProperty("functionCall", out var call) && call.TryGetProperty("name", out _)).Select(part => part.GetProperty("functionCall")).ToList();
        told.Calls.Select(call => call.Name).ShouldBe(calls.Select(call => call.GetProperty("name").GetString()), name);
        foreach (var (call, wire) in told.Calls.Zip(calls).Where(pair => pair.Second.TryGetProperty("args", out _)))
        {
            JsonElement.DeepEquals(JsonDocument.Parse(call.Text).RootElement, wire.GetProperty("args")).ShouldBeTrue(name);
        }

        var usages = chunks.Where(chunk => chunk.TryGetProperty("usageMetadata", out _)).Select(chunk => chunk.GetProperty("usageMetadata")).ToList();
        long Last(string field) => usages.Where(usage => usage.TryGetProperty(field, out _)).Select(usage => usage.GetProperty(field).GetInt64()).LastOrDefault();
        told.Usage.TotalInputTokens.ShouldBe(Last("promptTokenCount") + Last("toolUsePromptTokenCount"), name);
        told.Usage.CacheReadTokens.ShouldBe(Last("cachedContentTokenCount"), name);
        told.Usage.OutputTokens.ShouldBe(Last("candidatesTokenCount") + Last("thoughtsTokenCount"), name);
    }
}
