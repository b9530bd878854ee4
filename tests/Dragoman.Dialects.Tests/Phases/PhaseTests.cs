using System.Text;
using System.Text.Json;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Phases;

public sealed class PhaseTests
{
    private const string Tools = """[{"name":"Bash","input_schema":{}},{"name":"Read","input_schema":{}}]""";

    [Theory]
    [InlineData("Read", """{"file_path":"/a/test"}""", TurnPhase.Explore)]
    [InlineData("Grep", """{"pattern":"x"}""", TurnPhase.Explore)]
    [InlineData("Edit", """{"file_path":"/a"}""", TurnPhase.Edit)]
    [InlineData("Write", """{"file_path":"/a"}""", TurnPhase.Edit)]
    [InlineData("Task", """{"prompt":"go"}""", TurnPhase.Delegate)]
    [InlineData("mcp__db__query", """{"q":"select"}""", TurnPhase.Tool)]
    [InlineData("Bash", """{"command":"ls -la","description":"List test data"}""", TurnPhase.Run)]
    [InlineData("Bash", """{"command":"cat test/data.txt"}""", TurnPhase.Run)]
    [InlineData("Bash", """{"command":"npm run test:unit -- --watch=false"}""", TurnPhase.Test)]
    [InlineData("Bash", """{"command":"cd src && ./test"}""", TurnPhase.Test)]
    [InlineData("Bash", """{"command":"python -m pytest -q"}""", TurnPhase.Test)]
    [InlineData("Bash", """{"command":"dotnet test\ngit diff"}""", TurnPhase.Test)]
    [InlineData("Bash", """{"command":"make check"}""", TurnPhase.Test)]
    public void N19_inside_a_tool_loop_the_last_call_says_what_is_being_done(string tool, string input, TurnPhase phase) =>
        Of($$"""
            {"model":"m","max_tokens":100,"tools":{{Tools}},"messages":[
              {"role":"user","content":"go"},
              {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"{{tool}}","input":{{input}}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"Your task is to create a detailed summary of it"}]}]}
            """).ShouldBe(phase);

    [Theory]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", TurnPhase.Probe)]
    [InlineData("""{"model":"m","max_tokens":64,"stop_sequences":["</severity>"],"messages":[{"role":"user","content":"act"}]}""", TurnPhase.Classifier)]
    [InlineData("""{"model":"m","max_tokens":64,"messages":[{"role":"user","content":"hello"}]}""", TurnPhase.Prompt)]
    [InlineData("""{"model":"m","max_tokens":512,"output_config":{"format":{"type":"json_schema","schema":{"properties":{"title":{"type":"string"}}}}},"messages":[{"role":"user","content":"x"}]}""", TurnPhase.Title)]
    [InlineData("""{"model":"m","max_tokens":512,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"x"}]}""", TurnPhase.Search)]
    [InlineData("""{"model":"m","max_tokens":9,"tools":[{"name":"Bash"},{"name":"B"}],"messages":[{"role":"user","content":[{"type":"text","text":"CRITICAL.\nYour task is to create a detailed summary of the conversation so far"}]}]}""", TurnPhase.Compaction)]
    [InlineData("""{"model":"m","max_tokens":9,"tools":[{"name":"Bash"},{"name":"B"}],"messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>Plan mode is active. Do not edit</system-reminder>"}]}]}""", TurnPhase.Plan)]
    public void N19_side_requests_have_marks_of_their_own_and_what_has_none_is_an_ordinary_turn(string body, TurnPhase phase) => Of(body).ShouldBe(phase);

    [Fact]
    public void N19_what_the_client_calls_a_request_counts()
    {
        const string Body = """{"model":"m","max_tokens":900,"messages":[{"role":"user","content":"x"}]}""";
        Of(Body, "auxiliary").ShouldBe(TurnPhase.Auxiliary);
        Of(Body, "compaction").ShouldBe(TurnPhase.Compaction);
        Of(Body, "main").ShouldBe(TurnPhase.Prompt);
    }

    [Theory]
    [InlineData("Plan mode still active", TurnPhase.Plan)]
    [InlineData("User has approved your plan. You can now start coding", TurnPhase.Explore)]
    public void D16_plan_mode_lasts_until_the_plan_is_approved(string later, TurnPhase phase) =>
        Of($$$"""
            {"model":"m","max_tokens":100,"tools":{{{Tools}}},"messages":[
              {"role":"user","content":[{"type":"text","text":"Plan mode is active. Do not edit"}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"ExitPlanMode","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"{{{later}}}"} ] },
              {"role":"assistant","content":[{"type":"tool_use","id":"2","name":"Read","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"2","content":"x"}]}]}
            """).ShouldBe(phase);

    [Fact]
    public void N19_every_request_that_the_real_client_was_seen_to_send_is_recognised()
    {
        Assert.SkipUnless(SharedData.TryFind("captures/claude-code-2.1.329", out var folder), SharedData.Missing);
        var wrong = new List<string>();
        var seen = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*-*.json"))
        {
            using var capture = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!capture.RootElement.GetProperty("path").GetString()!.StartsWith("/v1/messages?", StringComparison.Ordinal))
            {
                continue;
            }

            seen++;
            var name = Path.GetFileNameWithoutExtension(file);
            var phase = Of(capture.RootElement.GetProperty("body").GetRawText());
            // The only side request among them is the search; of the rest the first is the prompt, the later ones answer tools.
            var expected = name switch
            {
                "websearch-2" => phase == TurnPhase.Search,
                _ when name.EndsWith("-1", StringComparison.Ordinal) => phase == TurnPhase.Prompt,
                _ => !phase.IsAside() && phase != TurnPhase.Compaction,
            };
            if (!expected)
            {
                wrong.Add($"{name}: {phase}");
            }
        }

        wrong.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(20);
    }

    private static TurnPhase Of(string json, string requestClass = "")
    {
        var body = Encoding.UTF8.GetBytes(json);
        MessagesScan.TryScan(body, out var scan, out var failure).ShouldBeTrue(failure?.Message);
        return PhaseRecogniser.Of(body, in scan, requestClass, isAsked: true);
    }
}
