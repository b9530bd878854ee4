using System.Text.Json.Nodes;
using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.BedrockConverse;
using Dragoman.Dialects.Tests.Ollama;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Requests that the real CLI sent, and long real conversations, against the rules of Bedrock and of Ollama.</summary>
public sealed class NativeTrafficTests
{
    [Fact]
    public void H_401_to_H_409_every_captured_request_keeps_all_rules_of_converse()
    {
        (BedrockConverseProfile Profile, ModelTraits Model)[] families =
        [
            (Bedrock.Claude, Bedrock.Model),
            (Bedrock.OldClaude, Bedrock.Model with { Id = "anthropic.claude-haiku-4-5-20251001-v1:0" }),
            (Bedrock.Nova, new ModelTraits { Id = "us.amazon.nova-pro-v1:0", Documents = true, MaxOutputTokens = 10_000 }),
            (Bedrock.Gpt, new ModelTraits { Id = "us.openai.gpt-6-astra", Reasoning = true }),
            (BedrockConverseProfile.Default, new ModelTraits { Id = "us.meta.llama3-3-70b-instruct-v1:0", Vision = false }),
        ];
        foreach (var (profile, model) in families)
        {
            Each((name, request) =>
            {
                using var output = new ByteWriter();
                if (Bedrock.Dialect.WriteRequest(Bedrock.Attempt(request, profile, model), output) is { } failure)
                {
                    // The side request of web search is refused as a whole.
                    failure.Message.ShouldStartWith("web_search is not supported", customMessage: name);
                    return;
                }

                Chat.Parse(output.Written);
                StrictConverse.CheckBody(output.Written, model.Id).Select(refusal => refusal.Message).ShouldBeEmpty($"{name} for {model.Id}");
            });
        }
    }

    [Fact]
    public void H_466_to_H_470_every_captured_request_keeps_all_rules_of_ollama() => Each((name, request) =>
    {
        using var output = new ByteWriter();
        if (Local.Dialect.WriteRequest(Local.Attempt(request, model: Local.Model with { ContextWindow = 262_144 }), output) is { } failure)
        {
            failure.Message.ShouldStartWith("web_search is not supported", customMessage: name);
            return;
        }

        Chat.Parse(output.Written);
        StrictOllama.CheckBody(output.Written).Select(refusal => refusal.Message).ShouldBeEmpty(name);
    });

    [Fact]
    public void Requests_of_any_bytes_that_are_read_can_be_written()
    {
        var seeds = Seeds.Requests(Exchange.Messages);
        var written = 0;
        for (var i = 0; i < 3000; i++)
        {
            var body = new Mutator(4711 + (i * 7_919)).Damage(seeds);
            var failure = Exchange.TryRead(Exchange.Messages, body, out var request);
            using var read = request;
            if (failure is not null)
            {
                continue;
            }

            foreach (var (dialect, attempt) in new (IDialect, Translation)[] { (Bedrock.Dialect, Bedrock.Attempt(request)), (Local.Dialect, Local.Attempt(request)) })
            {
                using var output = new ByteWriter();
                if (dialect.WriteRequest(attempt, output) is { } refused)
                {
                    refused.Message.ShouldNotBeNullOrWhiteSpace();
                    continue;
                }

                var cursor = new JsonCursor(output.Written);
                cursor.ReadValue();
                cursor.AtEnd().ShouldBeTrue($"round {i}: {Convert.ToBase64String(body)}");
                written++;
            }
        }

        written.ShouldBeGreaterThan(200);
    }

    private static void Each(Action<string, ConversationRequest> check)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal)))
        {
            using var request = Chat.Read(capture.Body);
            check(capture.Name, request);
            count++;
        }

        foreach (var path in SharedData.Transcripts())
        {
            var body = File.ReadAllBytes(path);
            if (JsonNode.Parse(body)!["messages"]!.AsArray().All(message => (string?)message!["role"] != "tool"))
            {
                using var request = Chat.Read(body);
                check(Path.GetFileName(path), request);
                count++;
            }
        }

        count.ShouldBeGreaterThan(20);
    }
}
