using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses.Client;

public sealed class ClientRequestTests
{
    [Fact]
    public void A_string_is_a_prompt_and_instructions_are_the_head()
    {
        var body = Inbound.ToMessages("""{"input":"hi","instructions":"Be brief.","model":"m","max_output_tokens":100,"stream":true,"store":false}""");
        body["system"]!.ToJsonString().ShouldContain("Be brief.");
        body["messages"]![0]!["role"]!.ToString().ShouldBe("user");
        body["messages"]!.ToJsonString().ShouldContain("hi");
        body["max_tokens"]!.GetValue<long>().ShouldBe(100);
        body["stream"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void E05_a_whole_conversation_becomes_messages_with_calls_results_images_and_thoughts()
    {
        var body = Inbound.ToMessages("""
            {"model":"m","max_output_tokens":1000,"instructions":"I","input":[
              {"type":"message","role":"developer","content":[{"type":"input_text","text":"Rules."}]},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"look"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"EqQBCgIYAhIM"},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
              {"type":"function_call","call_id":"c1","name":"shell","arguments":"{\"command\":[\"ls\"]}"},
              {"type":"custom_tool_call","call_id":"c2","name":"apply_patch","input":"*** Begin"},
              {"type":"function_call_output","call_id":"c1","output":"a.txt"},
              {"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"done"}]},
              {"type":"message","role":"user","content":"go on"}],
             "tools":[{"type":"function","name":"shell","description":"Runs","strict":false,"parameters":{"type":"object","properties":{"command":{"type":"array","items":{"type":"string"}}}}},
                      {"type":"custom","name":"apply_patch","description":"Patches","format":{"type":"grammar","syntax":"lark","definition":"x"}}],
             "tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"high","summary":"auto"}}
            """);
        body["system"]!.AsArray().Select(block => block!["text"]!.ToString()).ShouldBe(["I", "Rules."]);
        var messages = body["messages"]!.AsArray();
        messages.Select(message => message!["role"]!.ToString()).ShouldBe(["user", "assistant", "user", "user"]);
        messages[0]!["content"]![1].ShouldBeJson("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}""");
        var said = messages[1]!["content"]!.AsArray();
        said.Select(block => block!["type"]!.ToString()).ShouldBe(["thinking", "text", "tool_use", "tool_use"]);
        said[0].ShouldBeJson("""{"type":"thinking","thinking":"Hm.","signature":"EqQBCgIYAhIM"}""");
        said[2].ShouldBeJson("""{"type":"tool_use","id":"c1","name":"shell","input":{"command":["ls"]}}""");
        said[3]!["input"].ShouldBeJson("""{"input":"*** Begin"}""");
        messages[2]!["content"]!.AsArray().Select(block => block!["tool_use_id"]!.ToString()).ShouldBe(["c1", "c2"]);
        body["tools"]!.AsArray().Select(tool => tool!["name"]!.ToString()).ShouldBe(["shell", "apply_patch"]);
        body["tool_choice"]!["disable_parallel_tool_use"]!.GetValue<bool>().ShouldBeTrue();
        body["thinking"]!["type"]!.ToString().ShouldBe("adaptive");
        body["output_config"]!["effort"]!.ToString().ShouldBe("high");
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_1\"", "previous_response_id: this gateway keeps no responses; send the whole conversation in input instead")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation: this gateway keeps no responses")]
    [InlineData("\"prompt\":{\"id\":\"p\"}", "prompt: this gateway keeps no prompts")]
    [InlineData("\"background\":true", "background: this gateway answers at once only")]
    public void What_refers_to_something_kept_is_refused_in_words(string member, string words)
    {
        using var request = Inbound.TryRead($$"""{"model":"m","input":"hi",{{member}}}""", out var failure);
        (failure.ShouldNotBeNull().Cause, failure.Status).ShouldBe((FailureCause.InvalidRequest, 400));
        failure.Message.ShouldStartWith(words);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input: expected a string or an array of items")]
    [InlineData("""{"input":"a"}""", "model: expected the id of a model")]
    [InlineData("""{"model":"m","input":3}""", "input: expected a string or an array of items")]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"x"}]}""", "input[0].type: this gateway keeps no items")]
    [InlineData("""{"model":"m","input":[{"role":"robot","content":"a"}]}""", "input[0].role: expected")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","name":"x","arguments":"{}"}]}""", "input[0].call_id: expected a string")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image"}]}]}""", "input[0].content[0].image_url: expected")]
    [InlineData("""{"model":"m","input":"a","tools":[{"name":"x"}]}""", "tools[0].type: expected")]
    [InlineData("""{"model":"m","input":"a","tool_choice":"perhaps"}""", "tool_choice: expected")]
    [InlineData("""{"model":"m","input":"a","text":{"format":{"type":"json_schema","name":"x"}}}""", "text.format.schema: expected a JSON Schema object")]
    [InlineData("""{"model":"m","input":"a"} x""", "The request body is not valid JSON")]
    public void A_body_that_is_wrong_is_refused_with_the_place(string body, string words)
    {
        using var request = Inbound.TryRead(body, out var failure);
        failure.ShouldNotBeNull(body).Message.ShouldStartWith(words);
    }

    [Fact]
    public void Nothing_that_has_no_place_elsewhere_vanishes_unseen()
    {
        using var request = Inbound.Read("""{"model":"m","input":"a","truncation":"auto","metadata":{"a":"b"},"verbosity_of_the_future":3,"include":["reasoning.encrypted_content"],"store":true,"previous_response_id":null}""");
        var unknown = new List<string>();
        foreach (var member in request.Unknown)
        {
            unknown.Add(Encoding.UTF8.GetString(request[member.Name]));
        }

        unknown.ShouldBe(["truncation", "metadata", "verbosity_of_the_future"]);
    }

    [Fact]
    public void H_179_a_search_is_the_one_that_every_dialect_knows()
    {
        using var request = Inbound.Read("""{"model":"m","input":"a","tools":[{"type":"web_search"}]}""");
        Encoding.UTF8.GetString(request[request.Tools[0].Type]).ShouldBe("web_search_20250305");
        Encoding.UTF8.GetString(request[request.Tools[0].Name]).ShouldBe("web_search");
        Resp.Write(Chat.Request("""[{"role":"user","content":"a"}]""", """
            "tools":[{"type":"web_search_20250305","name":"web_search"}]
            """))["tools"]![0]!["type"]!.ToString().ShouldBe("web_search");
    }

    [Fact]
    public void Arbitrary_bytes_are_a_request_or_a_failure()
    {
        var random = new Random(359);
        var good = Encoding.UTF8.GetBytes("""
            {"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"a"}]},{"type":"reasoning","id":"r","summary":[{"text":"x"}],"encrypted_content":"redacted.abc"},
            {"type":"function_call","call_id":"c","name":"n","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_file","file_url":"https://a.example"}]}],
            "tools":[{"type":"function","name":"n"},{"type":"web_search","filters":{}}],"text":{"format":{"type":"text"}},"reasoning":{"effort":"low"}}
            """);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var n = random.Next(1, 8); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)"{}[]\",:\\n"[random.Next(9)] : (byte)random.Next(256);
            }

            using var request = ConversationRequest.Rent(new Dragoman.Dialects.Json.Arena(bytes.Length + 64));
            request.Body = request.Arena.Append(bytes.AsSpan(0, random.Next(1, bytes.Length + 1)));
            var failure = Resp.Dialect.ReadRequest(request);
            if (failure is null)
            {
                using var output = new Dragoman.Dialects.Json.ByteWriter();
                Resp.Dialect.WriteRequest(Resp.Attempt(request), output);
            }
        }
    }
}
