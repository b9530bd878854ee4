using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Dialects.Tests.Gemini;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Searches that Anthropic did not run, in a conversation that goes to Anthropic.</summary>
public sealed class ForeignSearchTests
{
    private const string Call = """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"swifts \"black\""}}""";
    private const string Result = """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"A","url":"https://a.example","encrypted_content":"","page_age":null},{"type":"web_search_result","title":"B","url":"https://b.example","encrypted_content":"","page_age":null}]}""";
    private const string ToldCall = """{"type":"text","text":"[searched the web for: swifts \"black\"]"}""";
    private const string ToldResult = """{"type":"text","text":"[found on the web:\n- A https://a.example\n- B https://b.example]"}""";

    private static string Body(string call, string result) =>
        $$"""{ "model":"m","max_tokens":9,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{{call}}, {{result}},{"type":"text","text":"so"}]},{"role":"user","content":"and?"}]}""";

    private static string Passed(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        MessagesScan.TryScan(bytes, out var scan, out _).ShouldBeTrue();
        using var output = new ByteWriter();
        RequestSplicer.Splice(bytes, scan, "m"u8, output);
        return Encoding.UTF8.GetString(output.Written);
    }

    [Fact]
    public void H_181_results_that_Anthropic_cannot_open_are_told_to_it_in_words_and_every_other_byte_passes() =>
        Passed(Body(Call, Result)).ShouldBe(Body(ToldCall, ToldResult));

    [Fact]
    public void H_181_Anthropics_own_results_pass_untouched()
    {
        var own = Body(Call, Result.Replace("\"encrypted_content\":\"\"", "\"encrypted_content\":\"EqgD\"", StringComparison.Ordinal));
        Passed(own).ShouldBe(own);
    }

    [Fact]
    public void H_181_a_body_with_such_results_is_not_cut_at_its_model_alone()
    {
        var bytes = Encoding.UTF8.GetBytes(Body(Call, Result));
        MessagesScan.TryScan(bytes, out var scan, out _).ShouldBeTrue();
        using var output = new ByteWriter();
        RequestSplicer.TryCut(bytes.Length, scan, "other"u8, output, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void H_181_a_request_that_is_written_anew_says_the_same()
    {
        using var request = Chat.Read(Body(Call, Result));
        using var output = new ByteWriter();
        new AnthropicMessagesDialect().WriteRequest(Gem.Attempt(request, "claude-opus-5-5"), output).ShouldBeNull();
        Encoding.UTF8.GetString(output.Written).ShouldContain($"{ToldCall}, {ToldResult}");
    }
}
