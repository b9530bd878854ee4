using System.Text;
using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;
using static Dragoman.Dialects.Tests.BedrockConverse.Histories;

namespace Dragoman.Dialects.Tests.BedrockConverse;

public sealed class RequestTests
{
    private const string Tools = Streams.SomeTools;
    private const string Png = "iVBORw0KGgo=";

    [Fact]
    public void A_plain_request_has_nothing_but_what_it_needs() =>
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"system\":\"Be brief.\""), BedrockConverseProfile.Default, new ModelTraits { Id = "m" })
            .ShouldBeJson("""{"inferenceConfig":{"maxTokens":32000},"system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"hi"}]}]}""");

    [Theory]
    [InlineData("anthropic.claude-opus-5-5-v1:0", true, "/model/anthropic.claude-opus-5-5-v1%3A0/converse-stream")]
    [InlineData("us.amazon.nova-pro-v1:0", false, "/model/us.amazon.nova-pro-v1%3A0/converse")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.x", true, "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.x/converse-stream")]
    public void H_411_the_model_stands_in_the_path_encoded_once(string model, bool stream, string path)
    {
        var address = Bedrock.Dialect.Address(new Uri("https://bedrock-runtime.us-east-1.amazonaws.com"), model, stream);
        address.AbsoluteUri.ShouldBe("https://bedrock-runtime.us-east-1.amazonaws.com" + path);
        Bedrock.Dialect.OwnsPath(address.AbsolutePath).ShouldBeTrue();
        // A full URL keeps its model and follows the wish for a stream.
        Bedrock.Dialect.Address(address, "other", !stream).AbsolutePath.ShouldBe(
            stream ? path.Replace("-stream", "", StringComparison.Ordinal) : path + "-stream");
    }

    [Fact]
    public void H_070_H_401_a_history_with_calls_has_tools_though_the_request_offers_none()
    {
        var body = Bedrock.Write(Chat.Request(CallAndResult));
        body["toolConfig"].ShouldBeJson("""{"tools":[{"toolSpec":{"name":"Bash","description":"Bash","inputSchema":{"json":{"type":"object","properties":{}}}}}]}""");
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]"""))["toolConfig"].ShouldBeNull();
    }

    [Fact]
    public void H_068_H_402_ids_fit_and_are_the_same_on_both_sides()
    {
        var messages = Bedrock.Messages(Of(Use("functions.Bash:0|fc_!!"), Result("functions.Bash:0|fc_!!")));
        var id = (string?)messages[1]!["content"]![0]!["toolUse"]!["toolUseId"];
        id.ShouldNotBeNull();
        id.ShouldMatch("^[a-zA-Z0-9_-]{1,64}$");
        ((string?)messages[2]!["content"]![0]!["toolResult"]!["toolUseId"]).ShouldBe(id);
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("[1]", """{"value":[1]}""")]
    [InlineData("\"text\"", """{"value":"text"}""")]
    public void H_067_H_402_the_input_of_a_call_is_an_object(string input, string expected) =>
        Bedrock.Messages(Of(Use("t1", input: input), Result("t1")))[1]!["content"]![0]!["toolUse"]!["input"].ShouldBeJson(expected);

    [Fact]
    public void H_071_H_075_H_402_each_call_has_its_result_in_the_order_of_the_calls()
    {
        var messages = Bedrock.Messages(Of($"{Use("a")},{Use("b", "Read")},{Use("c")}", $"{Result("b", "\"two\"")},{Result("a", "\"one\"")}"));
        messages.Count.ShouldBe(3);
        messages[2]!["content"].ShouldBeJson("""
            [{"toolResult":{"toolUseId":"a","content":[{"text":"one"}]}},{"toolResult":{"toolUseId":"b","content":[{"text":"two"}]}},
             {"toolResult":{"toolUseId":"c","content":[{"text":"Error: [tool call was interrupted]"}],"status":"error"}}]
            """);
    }

    [Fact]
    public void H_086_a_result_without_its_call_is_told_as_text() =>
        Bedrock.Messages($$"""[{"role":"user","content":[{{Result("gone", "\"x\"")}}]}]""")[0]!["content"]
            .ShouldBeJson("""[{"text":"[result of earlier tool call gone] x"}]""");

    [Fact]
    public void H_078_an_error_is_a_status_where_there_is_one_and_words_where_there_is_none()
    {
        var history = Of(Use("a"), Result("a", "\"no such file\"", ",\"is_error\":true"));
        Bedrock.Messages(history)[2]!["content"]![0]!["toolResult"].ShouldBeJson("""{"toolUseId":"a","content":[{"text":"no such file"}],"status":"error"}""");
        Bedrock.Messages(history, BedrockConverseProfile.Default)[2]!["content"]![0]!["toolResult"]
            .ShouldBeJson("""{"toolUseId":"a","content":[{"text":"Error: no such file"}]}""");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("[{\"type\":\"text\",\"text\":\" \"}]")]
    public void H_077_an_empty_result_is_never_an_empty_list(string content)
    {
        foreach (var profile in new[] { Bedrock.Claude, BedrockConverseProfile.Default })
        {
            Bedrock.Messages(Of(Use("a"), Result("a", content)), profile)[2]!["content"]![0]!["toolResult"]!["content"]
                .ShouldBeJson("""[{"text":"(no output)"}]""");
        }
    }

    [Fact]
    public void H_089_a_result_that_looks_like_json_stays_text() =>
        Bedrock.Messages(Of(Use("a"), Result("a", "\"[1,2]\"")))[2]!["content"]![0]!["toolResult"]!["content"].ShouldBeJson("""[{"text":"[1,2]"}]""");

    [Fact]
    public void H_079_H_082_images_and_documents_stand_in_the_result_or_behind_it()
    {
        var content = $$$"""[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Png}}}"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}]""";
        var history = Of(Use("a"), Result("a", content));
        Bedrock.Messages(history)[2]!["content"].ShouldBeJson($$$$$"""
            [{"toolResult":{"toolUseId":"a","content":[{"text":"see"},{"image":{"format":"png","source":{"bytes":"{{{{{Png}}}}}"}}},
              {"document":{"format":"pdf","name":"document-1","source":{"bytes":"JVBERi0="}}}]}}]
            """);
        Bedrock.Messages(history, BedrockConverseProfile.Default)[2]!["content"].ShouldBeJson($$$$$"""
            [{"toolResult":{"toolUseId":"a","content":[{"text":"see\n[image 1 attached below]\n[document 2 attached below]"}]}},
             {"image":{"format":"png","source":{"bytes":"{{{{{Png}}}}}"}}},{"document":{"format":"pdf","name":"document-1","source":{"bytes":"JVBERi0="}}},
             {"text":"See attached document."}]
            """);
    }

    [Fact]
    public void H_041_H_406_blank_text_is_left_out()
    {
        Bedrock.Messages(Of($$"""{"type":"text","text":" \n"},{{Use("a")}}""", Result("a")))[1]!["content"]!.AsArray().Count.ShouldBe(1);
        Bedrock.Messages("""[{"role":"user","content":[{"type":"text","text":" "}]}]""")[0]!["content"].ShouldBeJson("""[{"text":"(no content)"}]""");
    }

    [Fact]
    public void H_406_an_image_that_the_assistant_shows_moves_to_the_user()
    {
        var image = $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}""";
        var messages = Bedrock.Messages($$"""[{"role":"user","content":"draw"},{"role":"assistant","content":[{"type":"text","text":"here"},{{image}}]},{"role":"user","content":"nice"}]""");
        messages[1]!["content"].ShouldBeJson("""[{"text":"here"}]""");
        messages[2]!["content"].ShouldBeJson($$$$"""[{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}},{"text":"nice"}]""");
    }

    [Fact]
    public void H_060_H_406_a_document_has_a_text_beside_it() =>
        Bedrock.Messages("""[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}]}]""")[0]!["content"]
            .ShouldBeJson("""[{"document":{"format":"pdf","name":"document-1","source":{"bytes":"JVBERi0="}}},{"text":"See attached document."}]""");

    [Fact]
    public void H_059_names_of_documents_are_plain_and_unique()
    {
        const string Document = """{"type":"document","title":"a__b  c.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}""";
        var content = Bedrock.Messages($$"""[{"role":"user","content":[{{Document}},{{Document}},{"type":"text","text":"x"}]}]""")[0]!["content"]!.AsArray();
        ((string?)content[0]!["document"]!["name"]).ShouldBe("a b c pdf");
        ((string?)content[1]!["document"]!["name"]).ShouldBe("a b c pdf (2)");
    }

    [Fact]
    public void H_053_H_060_of_too_many_images_and_documents_the_newest_stay()
    {
        var images = string.Join(',', Enumerable.Range(0, 25).Select(_ => $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}"""));
        var documents = string.Join(',', Enumerable.Range(0, 7).Select(_ => """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}"""));
        var content = Bedrock.Messages($$"""[{"role":"user","content":[{{images}},{{documents}}]}]""")[0]!["content"]!.AsArray();
        content.Count(part => part!["image"] is not null).ShouldBe(20);
        content.Count(part => part!["document"] is not null).ShouldBe(5);
        content[0]!["text"].ShouldNotBeNull();
    }

    [Fact]
    public void H_049_an_image_by_url_is_named_in_a_text() =>
        Bedrock.Messages("""[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]""")[0]!["content"]
            .ShouldBeJson("""[{"text":"[image: https://a/b.png]"}]""");

    [Fact]
    public void H_062_a_search_result_stays_one_where_it_can()
    {
        const string Message = """[{"role":"user","content":[{"type":"search_result","source":"https://a","title":"T","content":[{"type":"text","text":"found"}]}]}]""";
        Bedrock.Messages(Message)[0]!["content"].ShouldBeJson("""[{"searchResult":{"source":"https://a","title":"T","content":[{"text":"found"}]}}]""");
        ((string?)Bedrock.Messages(Message, Bedrock.Nova)[0]!["content"]![0]!["text"])!.ShouldContain("found");
    }

    [Fact]
    public void H_027_H_035_one_side_speaks_in_one_message_and_reminders_keep_their_place()
    {
        var messages = Bedrock.Messages("""[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"system","content":"now this"},{"role":"assistant","content":"c"},{"role":"assistant","content":"d"},{"role":"user","content":"e"}]""");
        messages.ShouldBeJson("""
            [{"role":"user","content":[{"text":"a"},{"text":"b"},{"text":"<system-reminder>\nnow this\n</system-reminder>"}]},
             {"role":"assistant","content":[{"text":"c"},{"text":"d"}]},{"role":"user","content":[{"text":"e"}]}]
            """);
        Bedrock.Messages("""[{"role":"user","content":"a"},{"role":"system","content":"now this"},{"role":"assistant","content":"c"},{"role":"user","content":"e"}]""", Bedrock.Claude with { MidSystemInPlace = true })[1]
            .ShouldBeJson("""{"role":"system","content":[{"text":"now this"}]}""");
    }

    [Fact]
    public void H_036_H_037_a_user_begins_and_a_user_ends()
    {
        var messages = Bedrock.Messages("""[{"role":"assistant","content":"a"}]""");
        messages.Select(message => (string?)message!["role"]).ShouldBe(["user", "assistant", "user"]);
        messages[2]!["content"].ShouldBeJson("""[{"text":"Continue."}]""");
    }

    [Fact]
    public void H_007_H_160_what_is_not_known_is_left_out_and_what_matters_is_refused()
    {
        Bedrock.Bytes(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"x_future\":{\"a\":1}"), out _).AsSpan().IndexOf("x_future"u8).ShouldBe(-1);
        using var request = Chat.Read(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"mcp_servers\":[{\"name\":\"a\"}]"));
        using var output = new ByteWriter();
        Bedrock.Dialect.WriteRequest(Bedrock.Attempt(request), output).ShouldNotBeNull().Message.ShouldContain("mcp_servers");
    }

    [Fact]
    public void H_105_H_106_H_405_thinking_goes_back_only_to_where_it_came_from_signed()
    {
        string Envelope(string payload, string provenance = Chat.Provenance)
        {
            using var output = new ByteWriter();
            Chat.Envelope.Seal(provenance, Encoding.UTF8.GetBytes(payload), output);
            return Encoding.UTF8.GetString(output.Written);
        }

        string Messages(string block) => $$"""[{"role":"user","content":"a"},{"role":"assistant","content":[{{block}},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""";
        string Thinking(string text, string signature) => $$"""{"type":"thinking","thinking":"{{text}}","signature":"{{signature}}"}""";

        Bedrock.Messages(Messages(Thinking("why", Envelope("""{"signature":"sig=="}"""))))[1]!["content"]![0]
            .ShouldBeJson("""{"reasoningContent":{"reasoningText":{"text":"why","signature":"sig=="}}}""");
        Bedrock.Messages(Messages(Thinking("", Envelope("""{"signature":"sig==","text":"hidden"}"""))))[1]!["content"]![0]
            .ShouldBeJson("""{"reasoningContent":{"reasoningText":{"text":"hidden","signature":"sig=="}}}""");
        Bedrock.Messages(Messages($$"""{"type":"redacted_thinking","data":"{{Envelope("""{"redactedContent":"AAEC"}""")}}"}"""))[1]!["content"]![0]
            .ShouldBeJson("""{"reasoningContent":{"redactedContent":"AAEC"}}""");
        foreach (var foreign in new[] { Thinking("why", ""), Thinking("why", "anthropic-sig"), Thinking("why", Envelope("")), Thinking("why", Envelope("""{"signature":"s"}""", "other")), """{"type":"redacted_thinking","data":"AAAA"}""" })
        {
            Bedrock.Messages(Messages(foreign))[1]!["content"].ShouldBeJson("""[{"text":"b"}]""");
        }

        Bedrock.Write(Chat.Request(Messages(Thinking("why", Envelope("""{"signature":"sig=="}""")))), null, null, new Remedy(RemedyKind.DropReasoning))["messages"]![1]!["content"]
            .ShouldBeJson("""[{"text":"b"}]""");
    }

    [Fact]
    public void H_171_each_turn_of_a_real_conversation_is_a_prefix_of_the_next()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var path in SharedData.Transcripts())
        {
            Growing.Check(Path.GetFileName(path), File.ReadAllBytes(path), Bedrock.Dialect, request => Bedrock.Attempt(request, BedrockConverseProfile.Default));
        }
    }
}
