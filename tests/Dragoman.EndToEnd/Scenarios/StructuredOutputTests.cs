using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class StructuredOutputTests
{
    private const string Schema = """{"type":"object","properties":{"name":{"type":"string"},"count":{"type":"integer"}},"required":["name","count"],"additionalProperties":false}""";

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task H_159_a_json_schema_is_an_ordinary_tool_and_its_answer_comes_back_as_data(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            Answer.New().Call("StructuredOutput", """{"name":"Ada","count":3}""").ArgumentsInPieces(4), Answer.Text("Given.")));
        var result = await rig.RunAsync("Give name and count", options => options with { Arguments = ["--json-schema", Schema] });

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Final.GetProperty("structured_output").GetRawText().ShouldBe("""{"name":"Ada","count":3}""");
        rig.AgentTurns[0].Conversation.Tools.ShouldContain("StructuredOutput");
    }
}
