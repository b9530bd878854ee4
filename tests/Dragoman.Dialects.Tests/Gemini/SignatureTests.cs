using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Thought signatures: back on the part they came with, and the documented stand-in where there is none.</summary>
public sealed class SignatureTests
{
    private const string Foreign = """
        [{"role":"user","content":"go"},
         {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"EqQBCkYIBRgCKkDforeign"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}},{"type":"tool_use","id":"toolu_2","name":"Bash","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"1"},{"type":"tool_result","tool_use_id":"toolu_2","content":"2"}]}]
        """;

    [Fact]
    public void H_114_H_380_a_signature_comes_back_on_the_first_call_of_its_step_and_on_no_other()
    {
        var answer = Gem.Client(
            Gem.Sse(Gem.Chunk(Gem.Thought("let me see")), Gem.Chunk(Gem.Call("Bash", """{"command":"ls"}""", "g1", "U0lH/+==")),
                Gem.Chunk(Gem.Call("Read", """{"file_path":"a"}""", "g2")), Gem.Chunk(Gem.Text(""), "STOP")),
            Gem.Plain);
        answer.Blocks("thinking").Count.ShouldBe(1);
        var parts = Gem.Contents(Gem.Replayed(answer))[1]!["parts"]!.AsArray();
        parts.ShouldBeJson("""
            [{"functionCall":{"id":"g1","name":"Bash","args":{"command":"ls"}},"thoughtSignature":"U0lH/+=="},
             {"functionCall":{"id":"g2","name":"Read","args":{"file_path":"a"}}}]
            """);
    }

    [Fact]
    public void H_114_a_signature_behind_text_rides_in_a_block_between_text_and_call()
    {
        var answer = Gem.Client(
            Gem.Sse(Gem.Chunk(Gem.Text("I look.")), Gem.Chunk(Gem.Call("Bash", "{}", null, "QUFB")), Gem.Chunk("", "STOP")), Gem.Plain);
        answer.Message["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()).ShouldBe(["text", "thinking", "tool_use"]);
        Gem.Contents(Gem.Replayed(answer))[1]!["parts"].ShouldBeJson(
            """[{"text":"I look."},{"functionCall":{"name":"Bash","args":{}},"thoughtSignature":"QUFB"}]""");
    }

    [Fact]
    public void H_380_signatures_of_texts_and_thoughts_come_back_on_them()
    {
        var answer = Gem.Client(
            Gem.Sse(Gem.Chunk("""{"text":"hm","thought":true,"thoughtSignature":"VEhP"}"""), Gem.Chunk("""{"text":"so","thoughtSignature":"VFhU"}"""), Gem.Chunk(Gem.Call("Bash", "{}")), Gem.Chunk("", "STOP")), Gem.Plain);
        Gem.Contents(Gem.Replayed(answer), Gem.Three)[1]!["parts"]!.AsArray().Take(2).Select(part => part!.ToJsonString()).ShouldBe(
            ["""{"text":"hm","thought":true,"thoughtSignature":"VEhP"}""", """{"text":"so","thoughtSignature":"VFhU"}"""]);

        var split = Gem.Client(
            Gem.Sse(Gem.Chunk(Gem.Text("a")), Gem.Chunk("""{"text":"b","thoughtSignature":"VFhU"}"""), Gem.Chunk(Gem.Call("Bash", "{}", null, "Q0FM")), Gem.Chunk("", "STOP")), Gem.Plain);
        Gem.Contents(Gem.Replayed(split))[1]!["parts"].ShouldBeJson(
            """[{"text":"ab","thoughtSignature":"VFhU"},{"functionCall":{"name":"Bash","args":{}},"thoughtSignature":"Q0FM"}]""");
    }

    [Fact]
    public void H_381_H_102_unsigned_generation_3_history_has_the_documented_placeholder_once_a_step()
    {
        var parts = Gem.Contents(Foreign)[1]!["parts"]!.AsArray();
        parts[0]!["thoughtSignature"]!.GetValue<string>().ShouldBe("skip_thought_signature_validator");
        parts[1]!.AsObject().ContainsKey("thoughtSignature").ShouldBeFalse();
        Gem.Contents(Foreign).ToJsonString().ShouldNotContain("foreign");
    }

    [Fact]
    public void H_381_generation_2_history_stays_unsigned() =>
        Gem.Contents(Foreign, Gem.Two).ToJsonString().ShouldNotContain("thoughtSignature");

    [Fact]
    public void H_381_signatures_of_another_generation_are_not_replayed()
    {
        var answer = Gem.Client(Gem.Sse(Gem.Chunk(Gem.Call("Bash", "{}", "g1", "U0lH")), Gem.Chunk("", "STOP")), Gem.Plain);
        Gem.Contents(Gem.Replayed(answer), Gem.Two).ToJsonString().ShouldNotContain("U0lH");
    }

    [Fact]
    public void H_381_a_refused_signature_is_replaced_everywhere_on_the_next_try()
    {
        var body = Encoding.UTF8.GetBytes("""{"error":{"code":400,"message":"Corrupted thought signature.","status":"INVALID_ARGUMENT"}}""");
        var remedy = Gem.Dialect.ReadError(400, body, null).Remedy.ShouldNotBeNull();
        remedy.Kind.ShouldBe(RemedyKind.PlaceholderSignatures);
        var answer = Gem.Client(Gem.Sse(Gem.Chunk(Gem.Call("Bash", "{}", "g1", "U0lH")), Gem.Chunk("", "STOP")), Gem.Plain);
        var contents = Gem.Contents(Gem.Replayed(answer), Gem.Three, remedy).ToJsonString();
        contents.ShouldNotContain("U0lH");
        contents.ShouldContain("skip_thought_signature_validator");
        Gem.Dialect.ReadError(400, Encoding.UTF8.GetBytes("""{"error":{"code":400,"message":"Function call is missing a thought_signature in functionCall parts.","status":"INVALID_ARGUMENT"}}"""), null)
            .Remedy!.Kind.ShouldBe(RemedyKind.PlaceholderSignatures);
    }

    [Fact]
    public void H_389_parts_of_the_providers_own_tools_are_given_back_as_they_came()
    {
        const string Part = """{"toolCall":{"id":"t","toolType":"FILE_SEARCH"},"thoughtSignature":"QQ=="}""";
        var answer = Gem.Client(Gem.Sse(Gem.Chunk(Part), Gem.Chunk(Gem.Text("found")), Gem.Chunk(Gem.Call("Bash", "{}")), Gem.Chunk("", "STOP")), Gem.Plain);
        Gem.Contents(Gem.Replayed(answer))[1]!["parts"]![0].ShouldBeJson(Part);
    }

    [Fact]
    public void H_490_a_forged_envelope_is_not_opened()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"dgm1.M2M0OkFBQUE.AAAAAAAAAAAAAAAAAAAAAA"},{"type":"tool_use","id":"x","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"1"}]}]
            """);
        contents[1]!["parts"]![0]!["thoughtSignature"]!.GetValue<string>().ShouldBe("skip_thought_signature_validator");
    }
}
