using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini.Client;

/// <summary>The half that speaks to Gemini CLI and Google's SDKs.</summary>
public sealed class ClientTests
{
    private const string Body = """
        {
          "systemInstruction": {"role":"user","parts":[{"text":"Be good."}]},
          "contents": [
            {"role":"user","parts":[{"text":"see"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},{"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}}]},
            {"role":"model","parts":[{"text":"hm","thought":true},{"text":"I look."},{"functionCall":{"name":"read","args":{"b":1.50,"a":"x"}}},{"functionCall":{"name":"read","args":{}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"read","response":{"output":"one"}}},{"functionResponse":{"name":"read","response":{"error":"two"}}}]},
            {"role":"model","parts":[{"functionCall":{"id":"own","name":"list"}}]},
            {"role":"user","parts":[{"functionResponse":{"id":"own","name":"list","response":{"files":["a"]},"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}}]}
          ],
          "tools": [{"functionDeclarations":[
            {"name":"read","description":"Reads","parameters":{"type":"OBJECT","properties":{"p":{"type":"STRING","nullable":true},"n":{"type":"ARRAY","items":{"type":"INTEGER"},"maxItems":"3"}},"required":["p"]}},
            {"name":"list","parametersJsonSchema":{"type":"object","properties":{"d":{"type":"string"}}}}]}],
          "toolConfig": {"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["read"]}},
          "generationConfig": {"maxOutputTokens":5000,"temperature":0.5,"topP":0.9,"topK":40,"stopSequences":["END"],"thinkingConfig":{"thinkingBudget":2048,"includeThoughts":true},"seed":1},
          "safetySettings": [{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}]
        }
        """;

    private static JsonObject ToMessages(string body, out Losses losses)
    {
        using var request = Read(body);
        var attempt = Gem.Attempt(request, "claude-sonnet-5");
        using var output = new ByteWriter();
        new AnthropicMessagesDialect().WriteRequest(attempt, output).ShouldBeNull();
        losses = attempt.Losses;
        return Chat.Parse(output.Written);
    }

    private static ConversationRequest Read(string body, string model = "claude-sonnet-5")
    {
        var failure = TryRead(Encoding.UTF8.GetBytes(body), out var request, model);
        failure.ShouldBeNull(failure?.Message);
        return request;
    }

    private static Failure? TryRead(byte[] body, out ConversationRequest request, string model = "claude-sonnet-5")
    {
        var arena = new Arena(body.Length + 64);
        arena.Append("head"u8);
        request = ConversationRequest.Rent(arena);
        request.Model = arena.Append(Encoding.UTF8.GetBytes(model));
        request.Body = arena.Append(body);
        request.Stream = true;
        return Gem.Dialect.ReadRequest(request);
    }

    private static string Refused(string body)
    {
        var failure = TryRead(Encoding.UTF8.GetBytes(body), out var request).ShouldNotBeNull();
        request.Dispose();
        failure.Status.ShouldBe(400);
        return failure.Message;
    }

    [Fact]
    public void A_request_is_read_with_everything_that_it_says()
    {
        var body = ToMessages(Body, out _);
        body["system"]!.ToJsonString().ShouldContain("Be good.");
        var messages = body["messages"]!.AsArray();
        messages.Select(message => message!["role"]!.GetValue<string>()).ShouldBe(["user", "assistant", "user", "assistant", "user"]);
        messages[0]!["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()).ShouldBe(["text", "image", "document"]);
        var calls = messages[1]!["content"]!.AsArray().Where(block => block!["type"]!.GetValue<string>() == "tool_use").ToList();
        calls.Count.ShouldBe(2);
        calls[0]!["input"]!.ToJsonString().ShouldBe("""{"b":1.50,"a":"x"}""");
        var results = messages[2]!["content"]!.AsArray();
        results.Select(result => result!["tool_use_id"]!.GetValue<string>()).ShouldBe(calls.Select(call => call!["id"]!.GetValue<string>()));
        results[1]!["is_error"]!.GetValue<bool>().ShouldBeTrue();
        results[0]!["content"]!.ToJsonString().ShouldContain("one");
        messages[4]!["content"]![0]!["tool_use_id"]!.GetValue<string>().ShouldBe("own");
        messages[4]!["content"]![0]!["content"]!.ToJsonString().ShouldContain("files");
        messages[4]!["content"]![0]!["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()).ShouldBe(["text", "image"]);
        body["tools"]![0]!["input_schema"].ShouldBeJson("""
            {"type":"object","properties":{"p":{"type":["string","null"]},"n":{"type":"array","items":{"type":"integer"},"maxItems":3}},"required":["p"]}
            """);
        body["tool_choice"].ShouldBeJson("""{"type":"tool","name":"read"}""");
        body["max_tokens"]!.GetValue<int>().ShouldBe(5000);
        body["stop_sequences"].ShouldBeJson("""["END"]""");
        body.ContainsKey("safetySettings").ShouldBeFalse();
    }

    [Fact]
    public void What_a_client_of_Gemini_says_comes_out_the_same_at_Gemini()
    {
        using var request = Read(Body, "gemini-2.5-pro");
        using var output = new ByteWriter();
        Gem.Dialect.WriteRequest(Gem.Attempt(request, Gem.Two), output).ShouldBeNull();
        var body = Chat.Parse(output.Written);
        StrictGemini.CheckBody(output.Written, Gem.Two).Select(refusal => refusal.Message).ShouldBeEmpty();
        body["systemInstruction"].ShouldBeJson("""{"parts":[{"text":"Be good."}]}""");
        body["contents"]!.AsArray().Select(content => content!["role"]!.GetValue<string>()).ShouldBe(["user", "model", "user", "model", "user", "user"]);
        body["generationConfig"]!["thinkingConfig"]!["thinkingBudget"]!.GetValue<int>().ShouldBe(2048);
        body["generationConfig"]!["stopSequences"].ShouldBeJson("""["END"]""");
    }

    [Theory]
    [InlineData("""{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"audio/mp3","data":"AAAA"}}]}]}""", "contents[0].parts[0]: audio/mp3 cannot be sent")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://youtu.be/x"}}]}]}""", "video/mp4 cannot be sent")]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"a"}]}]}""", "contents[0].role")]
    [InlineData("""{"contents":"hi"}""", "contents: expected an array")]
    [InlineData("""{"contents":[]}""", "at least one content")]
    [InlineData("""{}""", "contents")]
    [InlineData("""[]""", "one JSON object")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"cachedContent":"cachedContents/x"}""", "cachedContent")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"maxOutputTokens":0}}""", "maxOutputTokens")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"temperature":"hot"}}""", "temperature")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"functionCall":{"name":"a"}}]}]}""", "belongs to the model")]
    public void What_cannot_be_carried_is_refused_in_words(string body, string expected) => Refused(body).ShouldContain(expected);

    [Theory]
    [InlineData("""{"thinkingLevel":"LOW"}""", ThinkingMode.Adaptive, "low")]
    [InlineData("""{"thinkingBudget":0}""", ThinkingMode.Disabled, "")]
    [InlineData("""{"thinkingBudget":-1,"includeThoughts":true}""", ThinkingMode.Adaptive, "")]
    [InlineData("""{"thinking_budget":1024}""", ThinkingMode.Enabled, "")]
    public void Thinking_is_read_as_level_or_budget(string config, ThinkingMode mode, string effort)
    {
        using var request = Read($$$"""{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"thinkingConfig":{{{config}}}}}""");
        request.Thinking.Mode.ShouldBe(mode);
        Encoding.UTF8.GetString(request[request.Effort]).ShouldBe(effort);
        request.MaxTokens.ShouldBe(32_000, "who gives no bound has one");
    }

    [Fact]
    public void A_search_of_Googles_is_a_search_of_every_provider()
    {
        var body = ToMessages("""{"contents":[{"parts":[{"text":"a"}]}],"tools":[{"google_search":{}}]}""", out _);
        body["tools"]!.ToJsonString().ShouldContain("web_search_20250305");
    }

    private static (List<JsonObject> Chunks, JsonObject Whole) Answer(Action<IStreamSink> tell)
    {
        using var request = Read("""{"contents":[{"parts":[{"text":"a"}]}]}""");
        using var stream = new ByteWriter();
        using var whole = new ByteWriter();
        tell(Gem.Dialect.CreateStreamWriter(Gem.Attempt(request), stream));
        tell(Gem.Dialect.CreateAnswerWriter(Gem.Attempt(request), whole));
        var chunks = Encoding.UTF8.GetString(stream.Written).Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(frame => Chat.Parse(Encoding.UTF8.GetBytes(frame["data: ".Length..]))).ToList();
        return (chunks, Chat.Parse(whole.Written));
    }

    private static void Tell(IStreamSink sink, string sse)
    {
        using var request = Chat.Read(Chat.Request("""[{"role":"user","content":"a"}]""", Gem.Tools));
        using var reader = new AnthropicMessagesDialect().CreateStreamReader(Gem.Attempt(request), sink);
        reader.Feed(Encoding.UTF8.GetBytes(sse));
        reader.Complete();
    }

    private const string Spoken = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB/sig+=="}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"command\": "}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"ls \\\"x\\\"\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":20}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    [Fact]
    public void An_answer_is_told_in_parts_with_counts_and_reason()
    {
        var (chunks, whole) = Answer(sink => Tell(sink, Spoken));
        var parts = chunks.SelectMany(chunk => chunk["candidates"]![0]!["content"]!["parts"]!.AsArray()).ToList();
        parts[0].ShouldBeJson("""{"text":"hm","thought":true}""");
        parts[1]!["functionCall"].ShouldBeJson("""{"id":"toolu_1","name":"Bash","args":{"command":"ls \"x\""}}""");
        parts[1]!["thoughtSignature"]!.GetValue<string>().ShouldBe(Convert.ToBase64String(Encoding.UTF8.GetBytes("dragoman:EqQB/sig+==")));
        chunks[^1]["candidates"]![0]!["finishReason"]!.GetValue<string>().ShouldBe("STOP");
        chunks[^1]["usageMetadata"].ShouldBeJson("""{"promptTokenCount":15,"cachedContentTokenCount":5,"candidatesTokenCount":20,"thoughtsTokenCount":0,"totalTokenCount":35}""");
        chunks.ShouldAllBe(chunk => chunk["modelVersion"]!.GetValue<string>() == "claude-opus-5-5");
        whole["candidates"]![0]!["content"]!["parts"]!.AsArray().Select(part => part!.ToJsonString()).ShouldBe(parts.Take(2).Select(part => part!.ToJsonString()));
        whole["usageMetadata"]!.ToJsonString().ShouldBe(chunks[^1]["usageMetadata"]!.ToJsonString());
    }

    [Fact]
    public void H_102_a_signature_that_was_handed_out_comes_back_to_the_provider_that_minted_it()
    {
        var (_, whole) = Answer(sink => Tell(sink, Spoken));
        var body = new JsonObject
        {
            ["contents"] = new JsonArray(
                JsonNode.Parse("""{"role":"user","parts":[{"text":"a"}]}"""),
                whole["candidates"]![0]!["content"]!.DeepClone(),
                JsonNode.Parse("""{"role":"user","parts":[{"functionResponse":{"id":"toolu_1","name":"Bash","response":{"output":"x"}}}]}""")),
        };
        var blocks = ToMessages(body.ToJsonString(), out _)["messages"]![1]!["content"]!.AsArray();
        blocks[0].ShouldBeJson("""{"type":"thinking","thinking":"hm","signature":"EqQB/sig+=="}""");
        blocks[1]!["type"]!.GetValue<string>().ShouldBe("tool_use");
    }

    [Fact]
    public void A_signature_of_somebody_elses_is_left_out()
    {
        var body = """{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"b","args":{}},"thoughtSignature":"Q2lRQmV"}]},{"role":"user","parts":[{"functionResponse":{"name":"b","response":{"output":"x"}}}]}]}""";
        ToMessages(body, out _)["messages"]![1]!["content"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(StopReason.MaxTokens, "MAX_TOKENS")]
    [InlineData(StopReason.Refusal, "SAFETY")]
    [InlineData(StopReason.StopSequence, "STOP")]
    [InlineData(StopReason.ContextWindowExceeded, "MAX_TOKENS")]
    public void Reasons_have_Googles_words(StopReason stop, string word)
    {
        var (chunks, whole) = Answer(sink =>
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.MessageStart });
            sink.On(new StreamEvent { Kind = StreamEventKind.Finish, Stop = stop });
            sink.On(new StreamEvent { Kind = StreamEventKind.End });
        });
        chunks[^1]["candidates"]![0]!["finishReason"]!.GetValue<string>().ShouldBe(word);
        whole["candidates"]![0]!["finishReason"]!.GetValue<string>().ShouldBe(word);
    }

    [Fact]
    public void Errors_have_Googles_envelope_in_a_body_and_in_a_stream()
    {
        using var output = new ByteWriter();
        var failure = new Failure(FailureCause.RateLimit, 429, "wait \"here\"") { RetryAfter = TimeSpan.FromSeconds(34.5) };
        Gem.Dialect.WriteError(failure, "req_1", output);
        Chat.Parse(output.Written)["error"].ShouldBeJson("""
            {"code":429,"message":"wait \"here\"","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}
            """);
        Gem.Dialect.ReadError(429, output.Written, null).RetryAfter.ShouldBe(TimeSpan.FromSeconds(34.5));
        var (chunks, whole) = Answer(sink =>
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.MessageStart });
            sink.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = failure });
        });
        chunks.Single()["error"]!["status"]!.GetValue<string>().ShouldBe("RESOURCE_EXHAUSTED");
        whole["error"]!["code"]!.GetValue<int>().ShouldBe(429);
    }

    [Fact]
    public void Every_recorded_request_is_read_or_refused_in_words_and_every_answer_is_told_again()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var (read, refused) = (0, 0);
        foreach (var recording in SharedData.Recordings().Where(recording =>
            recording.Provider is "gemini" or "vertex" && recording.Api is "generate-content" or "stream-generate-content" && recording.Has("request.json")))
        {
            var failure = TryRead(recording.Bytes("request.json"), out var request);
            using (request)
            {
                if (failure is not null)
                {
                    failure.Message.ShouldNotBeNullOrWhiteSpace(recording.Case);
                    refused++;
                    continue;
                }

                read++;
                using var output = new ByteWriter();
                if (Gem.Dialect.WriteRequest(Gem.Attempt(request), output) is null)
                {
                    GeminiShape.Check(Chat.Parse(output.Written), recording.Case);
                }

                output.Reset();
                var attempt = Gem.Attempt(request);
                if (recording.Has("stream.sse"))
                {
                    using var reader = Gem.Dialect.CreateStreamReader(attempt, Gem.Dialect.CreateStreamWriter(attempt, output));
                    reader.Feed(recording.Bytes("stream.sse"));
                    reader.Complete();
                    var again = Gem.Read(Encoding.UTF8.GetString(output.Written));
                    var first = Gem.Read(Encoding.UTF8.GetString(recording.Bytes("stream.sse")));
                    again.Text.TrimEnd().ShouldBe(first.Text.TrimEnd(), recording.Case);
                    again.Calls.Select(call => call.Text).ShouldBe(first.Calls.Select(call => call.Text), recording.Case);
                    again.Usage.OutputTokens.ShouldBe(first.Usage.OutputTokens, recording.Case);
                }
            }
        }

        read.ShouldBeGreaterThan(70);
        refused.ShouldBeLessThan(25);
    }

    [Fact]
    public void Requests_of_any_bytes_are_read_or_refused_and_what_is_read_can_be_written()
    {
        var mutator = new Mutator(77);
        byte[][] seeds = [Encoding.UTF8.GetBytes(Body), """{"contents":[{"parts":[{"text":"a"},{"executableCode":{"code":"x"}},{"new":{"a":1}}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"anyOf":[{"type":"STRING"}]}}}}]}]}"""u8.ToArray()];
        for (var i = 0; i < 4_000; i++)
        {
            var body = mutator.Damage(seeds);
            try
            {
                var failure = TryRead(body, out var request);
                using (request)
                {
                    failure?.Message.ShouldNotBeNullOrWhiteSpace();
                    foreach (var to in failure is null ? new IDialect[] { new AnthropicMessagesDialect(), new OpenAiChatDialect(), Gem.Dialect } : [])
                    {
                        using var output = new ByteWriter();
                        to.WriteRequest(Exchange.Attempt(request), output)?.Message.ShouldNotBeNullOrWhiteSpace();
                    }
                }
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"body {i}: {Encoding.UTF8.GetString(body)}", error);
            }
        }
    }

    [Fact]
    public void H_335_tokens_are_counted_by_the_provider_in_its_own_words()
    {
        using var request = Chat.Read(Gem.Plain);
        using var output = new ByteWriter();
        TokenCount.WriteQuestion(Gem.Attempt(request), new Uri("https://generativelanguage.googleapis.com/v1beta"), output).ShouldBeNull();
        var question = Chat.Parse(output.Written)["generateContentRequest"]!;
        question["model"]!.GetValue<string>().ShouldBe("models/gemini-3.1-pro-preview");
        question["contents"]!.AsArray().Count.ShouldBe(1);
        output.Reset();
        TokenCount.WriteQuestion(Gem.Attempt(request), new Uri("https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google"), output).ShouldBeNull();
        Chat.Parse(output.Written).Select(member => member.Key).ShouldBe(["tools", "generationConfig", "contents"], ignoreOrder: true);
        TokenCount.ReadAnswer("""{"totalTokens":31,"promptTokensDetails":[]}"""u8).ShouldBe(31);
        TokenCount.ReadAnswer("""{"error":{}}"""u8).ShouldBeNull();
        TokenCount.ReadAnswer("<html>"u8).ShouldBeNull();
        new GeminiDialect().CountAddress(new Uri("https://h/v1beta"), "gemini-3-pro").AbsoluteUri.ShouldBe("https://h/v1beta/models/gemini-3-pro:countTokens");
    }

    [Fact]
    public void A_clients_question_for_a_count_is_unwrapped()
    {
        foreach (var body in new[] { """{"contents":[{"parts":[{"text":"a"}]}]}""", """{"generateContentRequest":{"model":"models/x","contents":[{"parts":[{"text":"a"}]}]}}""" })
        {
            var arena = new Arena();
            using var request = ConversationRequest.Rent(arena);
            request.Body = arena.Append(Encoding.UTF8.GetBytes(body));
            Gem.Dialect.ReadRequest(request).ShouldBeNull();
            request.Messages.Length.ShouldBe(1);
        }
    }
}
