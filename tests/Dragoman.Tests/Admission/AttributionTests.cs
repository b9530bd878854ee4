using Microsoft.AspNetCore.Http;

namespace Dragoman.Tests.Admission;

public sealed class AttributionTests
{
    private const string Prompt = """  "system":[{"type":"text","text":"# Environment\n - Primary working directory: /srv/dev/shop-api\n - Platform: linux\n"}],  """;

    [Theory]
    [InlineData("x-dragoman-project", "billing", "billing")]
    [InlineData("x-portkey-metadata", """{"_user":"ada","project":"billing"}""", "billing")]
    [InlineData("Helicone-Property-Repo", "billing", "billing")]
    [InlineData("x-litellm-spend-logs-metadata", """{"repository":"billing"}""", "billing")]
    [InlineData("x-other", "billing", "shop-api")]
    public async Task F02_the_repository_is_found_in_headers_of_four_spellings_or_in_the_prompt(string header, string value, string project)
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.BudgetAsync(0, new(Core.Access.PrincipalKind.Project, project));

        // A budget that is spent shows for which project the turn counts.
        using var response = await rig.PostAsync(session: Guid.CreateVersion7().ToString(), system: Prompt, headers: headers => headers.TryAddWithoutValidation(header, value));

        (await AdmissionRig.ErrorAsync(response)).Message.ShouldContain($"the project {project}");
    }

    [Fact]
    public async Task F02_a_session_of_claude_code_is_known_without_any_wiring()
    {
        await using var rig = await AdmissionRig.StartAsync();
        using var response = await rig.PostAsync(session: "s-77", headers: headers =>
        {
            headers.Add("x-claude-code-agent-id", "agent-1");
            headers.Add("x-claude-code-parent-agent-id", "agent-0");
        });

        var turn = await rig.TurnAsync(response);
        (turn.KeyId, turn.SessionId, turn.AgentId, turn.ParentAgentId).ShouldBe(("key_1", "s-77", "agent-1", "agent-0"));
    }

    [Theory]
    [InlineData("Helicone-Session-Id")]
    [InlineData("x-portkey-trace-id")]
    [InlineData("x-litellm-session-id")]
    public void F02_other_gateways_spellings_of_a_session_are_understood(string header)
    {
        var headers = new HeaderDictionary { [header] = "s-5" };

        Dragoman.DataPlane.TurnIdentity.From(headers, "k").SessionId.ShouldBe("s-5");
    }
}
