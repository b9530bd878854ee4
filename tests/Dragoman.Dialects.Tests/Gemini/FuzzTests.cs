using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Arbitrary bytes give an answer or a failure, never an exception.</summary>
public sealed class FuzzTests
{
    private const int Seed = 395;

    private static readonly byte[][] Made =
    [
        .. new[]
        {
            Gem.Sse(Gem.Chunk(Gem.Thought("hm")), Gem.Chunk(Gem.Text("a")), Gem.Chunk(Gem.Call("Bash", """{"command":"ls","n":[1,{"a":null}]}""", "i", "c2ln")), Gem.Chunk("", "STOP", """ "usageMetadata":{"promptTokenCount":3} """)),
            Gem.Sse(Gem.Chunk("""{"functionCall":{"name":"Bash","willContinue":true}},{"functionCall":{"partialArgs":[{"jsonPath":"$.a[0]['b']","stringValue":"x"}],"willContinue":true}},{"functionCall":{}}""", "STOP")),
            $"[{Gem.Chunk(Gem.Text("a"))},{Gem.Chunk("", "SAFETY")}]",
            Gem.Sse("""{"promptFeedback":{"blockReason":"OTHER"}}"""),
            """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"m","details":[{"retryDelay":"3s"},{"violations":[{"quotaId":"PerDay"}]}]}}""",
            Gem.Sse("""{"candidates":[{"content":{"parts":[{"text":"x"},{"toolCall":{"id":"1"},"thoughtSignature":"a"}]},"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"u","title":"t"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":1},"groundingChunkIndices":[0]}]}}]}"""),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string Search = Chat.Request("""[{"role":"user","content":"x"}]""", """ "tools":[{"type":"web_search_20250305","name":"web_search"}] """);

    [Fact]
    public void Streams_answers_and_errors_of_any_bytes_are_read_or_refused()
    {
        var mutator = new Mutator(Seed);
        for (var i = 0; i < 6_000; i++)
        {
            var body = mutator.Damage(Made);
            try
            {
                using var request = Chat.Read(i % 3 == 0 ? Search : Gem.Plain);
                var attempt = Gem.Attempt(request);
                using var output = new ByteWriter();
                using var reader = Gem.Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
                for (var at = 0; at < body.Length;)
                {
                    var length = Math.Min(mutator.Random.Next(1, 500), body.Length - at);
                    reader.Feed(body.AsSpan(at, length));
                    at += length;
                }

                reader.Complete();
                (reader.EarlyFailure is null).ShouldBe(output.Length > 0);
                if (output.Length > 0)
                {
                    AnthropicStreamGrammar.Fold(output.Written).Errors.ShouldBeEmpty();
                }

                output.Reset();
                var failure = Gem.Dialect.ReadAnswer(body, attempt, new AnthropicMessagesDialect().CreateAnswerWriter(attempt, output));
                failure?.Message.ShouldNotBeNullOrWhiteSpace();
                Gem.Dialect.ReadError(mutator.Random.Next(400, 600), body, null).Message.ShouldNotBeNullOrWhiteSpace();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {Seed}, body {i}: {Encoding.UTF8.GetString(body)}", error);
            }
        }
    }

    [Fact]
    public void Requests_that_can_be_read_can_be_written()
    {
        var maker = new MessagesMaker(Seed);
        for (var i = 0; i < 600; i++)
        {
            var body = maker.Request();
            using var request = ConversationRequest.Rent(new Arena(body.Length + 64));
            request.Body = request.Arena.Append(Encoding.UTF8.GetBytes(body));
            if (new AnthropicMessagesDialect().ReadRequest(request) is not null)
            {
                continue;
            }

            using var output = new ByteWriter();
            foreach (var model in new[] { Gem.Three, Gem.Two })
            {
                output.Reset();
                if (Gem.Dialect.WriteRequest(Gem.Attempt(request, model), output) is null)
                {
                    GeminiShape.Check(Chat.Parse(output.Written), $"seed {Seed}, request {i}: {body}");
                }
            }
        }
    }
}
