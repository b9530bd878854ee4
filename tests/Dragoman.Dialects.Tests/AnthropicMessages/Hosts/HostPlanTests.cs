using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages.Hosts;

public sealed class HostPlanTests
{
    private const string Message = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("context-management", """,{"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]}}""", "")]
    [InlineData("effort", """,{"output_config":{"effort":"high","format":{"type":"x"}}}""", """,{"output_config":{"format":{"type":"x"}}}""")]
    [InlineData("effort", """,{"output_config":{"effort":"high"}}""", "")]
    [InlineData("task-budgets", """,{"output_config":{"effort":"high","task_budget":{"type":"tokens","total":9}}}""", """,{"output_config":{"effort":"high"}}""")]
    [InlineData("advanced-tool-use", """,{"tools":[{"name":"a","defer_loading":true,"input_schema":{"defer_loading":1},"input_examples":[{}],"allowed_callers":["direct"]}]}""", """,{"tools":[{"name":"a","input_schema":{"defer_loading":1}}]}""")]
    [InlineData("structured-outputs", """,{"output_format":{"type":"json_schema"},"tools":[{"name":"a","strict":true}]}""", """,{"tools":[{"name":"a"}]}""")]
    [InlineData("fine-grained-tool-streaming", """,{"tools":[{"eager_input_streaming":true,"name":"a"},{"name":"b"}]}""", """,{"tools":[{"name":"a"},{"name":"b"}]}""")]
    [InlineData("extended-cache-ttl", """,{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}}],"tools":[{"name":"a","cache_control":{"ttl":"1h","type":"ephemeral"}}]}""", """,{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","scope":"global"}}],"tools":[{"name":"a","cache_control":{"type":"ephemeral"}}]}""")]
    [InlineData("prompt-caching-scope", """,{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}}]}""", """,{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]}""")]
    [InlineData("dangerous-tool-use", """,{"safeguards":[{"type":"dangerous_tool_use"}]}""", "")]
    [InlineData("thinking-display-updates", """,{"thinking":{"type":"adaptive","display":"updates"}}""", """,{"thinking":{"type":"adaptive"}}""")]
    [InlineData("thinking-display-updates", """,{"thinking":{"type":"adaptive","display":"omitted"}}""", """,{"thinking":{"type":"adaptive","display":"omitted"}}""")]
    [InlineData("thinking-display", """,{"thinking":{"type":"adaptive","display":"omitted"}}""", """,{"thinking":{"type":"adaptive"}}""")]
    [InlineData("thinking-binding-controls", """,{"thinking":{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"error"}}}""", """,{"thinking":{"type":"adaptive"}}""")]
    [InlineData("compact", """,{"context_management":{"edits":[{"type":"compact_20260112"},{"type":"clear_thinking_20251015"}]}}""", """,{"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}}""")]
    [InlineData("compact", """,{"context_management":{"edits":[{"type":"compact_20260112"}]},"compaction":{"type":"summarize"}}""", "")]
    [InlineData("mcp-client", """,{"mcp_servers":[{}],"tools":[{"name":"a"},{"type":"mcp_toolset"},{"type":"mcp_toolset"}]}""", """,{"tools":[{"name":"a"}]}""")]
    [InlineData("fast-mode", """,{"speed":"fast","x_future":{"speed":"fast"}}""", """,{"x_future":{"speed":"fast"}}""")]
    [InlineData("automatic-caching", """,{"cache_control":{"type":"ephemeral"},"tools":[{"name":"a","cache_control":{"type":"ephemeral"}}]}""", """,{"tools":[{"name":"a","cache_control":{"type":"ephemeral"}}]}""")]
    public void H_006_H_172_a_missing_beta_takes_its_fields_with_it_and_nothing_else(string beta, string more, string left)
    {
        var (edited, losses) = Edit(Lacking(beta), Body(more));
        edited.ShouldBe(Body(left));
        losses.Has(LossKind.BetaField).ShouldBe(more != left);
    }

    [Theory]
    [InlineData("per-turn-control", """{"role":"system","content":"s","output_config":{"effort":"low"}}""", """{"role":"system","content":"s"}""")]
    [InlineData("per-turn-control", """{"role":"system","output_config":{"effort":"low"}}""", "")]
    [InlineData("mid-conversation-tool-changes", """{"role":"system","content":[{"type":"tool_addition","tool":{}},{"type":"tool_removal","tool":{}}]}""", "")]
    [InlineData("mid-conversation-tool-changes", """{"role":"system","content":[{"type":"text","text":"s"},{"type":"tool_addition","tool":{}},{"type":"tool_removal","tool":{}}]}""", """{"role":"system","content":[{"type":"text","text":"s"}]}""")]
    [InlineData("mid-conversation-tool-changes", """{"role":"system","content":[{"type":"tool_addition","tool":{}}],"output_config":{"effort":"low"}}""", """{"role":"system","output_config":{"effort":"low"}}""")]
    [InlineData("mid-conversation-system-clear-at", """{"role":"system","content":"s","clear_at":"never"}""", """{"role":"system","content":"s"}""")]
    [InlineData("mid-conversation-system", """{"role":"system","content":"s \" {"}""", """{"role":"user","content":"<system-reminder>\ns \" {\n</system-reminder>"}""")]
    [InlineData("mid-conversation-system", """{"content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"role":"system"}""", """{"content":[{"type":"text","text":"<system-reminder>\ns\n</system-reminder>","cache_control":{"type":"ephemeral"}}],"role":"user"}""")]
    [InlineData("mid-conversation-system", """{"role":"system","output_config":{"effort":"low"}}""", """{"role":"system","output_config":{"effort":"low"}}""")]
    [InlineData("mid-conversation-system", """{"role":"system","content":"s","output_config":{"effort":"low"}}""", """{"role":"user","content":"<system-reminder>\ns\n</system-reminder>"}""")]
    [InlineData("advanced-tool-use", """{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"tool_reference","tool_name":"Foo"}]}]}""", """{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"Tool loaded: Foo"}]}]}""")]
    [InlineData("advanced-tool-use", """{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"a","input":{"caller":1,"content":[{"type":"tool_reference"}]},"caller":{"type":"direct"}}]}""", """{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"a","input":{"caller":1,"content":[{"type":"tool_reference"}]}}]}""")]
    [InlineData("extended-cache-ttl", """{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral","ttl":"1h"}}],"cache_control":{"type":"ephemeral","ttl":"5m"}}]}""", """{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}],"cache_control":{"type":"ephemeral"}}]}""")]
    public void H_006_fields_in_messages_go_and_a_message_that_says_nothing_else_goes_too(string beta, string message, string left)
    {
        var (edited, _) = Edit(Lacking(beta), Messages(message));
        edited.ShouldBe(left.Length == 0 ? Messages() : Messages(left));
    }

    [Fact]
    public void H_136_without_deferral_the_placeholder_tool_is_not_offered()
    {
        var tools = """,{"tools":[{"name":"a"},{"name":"DeferredToolPlaceholder","defer_loading":true},{"name":"b","defer_loading":true}]}""";
        Edit(Lacking("advanced-tool-use"), Body(tools)).Body.ShouldBe(Body(""",{"tools":[{"name":"a"},{"name":"b"}]}"""));
    }

    [Fact]
    public void H_005_H_006_only_the_named_betas_leave_the_header_whatever_their_date()
    {
        var host = new MessagesHost { Betas = HostBetas.Create(null, ["effort", "context-management-2025-06-27"]) };
        var plan = host.Plan(["foo-2099-01-01, effort-2025-11-24,effort-2027-01-01", "effort-2025-11-24", "claude-code-20250219, context-management-2025-06-27 ,context-management-2030-01-01", "a , b"]);
        plan.BetaLines.ShouldBe(["foo-2099-01-01", "claude-code-20250219,context-management-2030-01-01", "a , b"]);
        var losses = new Losses();
        plan.NoteLosses(losses);
        losses.ToString().ShouldBe("beta:droppedx4");
    }

    [Fact]
    public void H_006_a_host_that_takes_only_some_betas_gets_neither_others_nor_their_fields()
    {
        var host = new MessagesHost { Betas = HostBetas.Create(["effort", "extended-cache-ttl-2025-04-11"], []) };
        var plan = host.Plan(["foo-2099-01-01,effort-2025-11-24,extended-cache-ttl-2025-04-11,context-management-2025-06-27"]);
        plan.BetaLines.ShouldBe(["effort-2025-11-24,extended-cache-ttl-2025-04-11"]);
        var body = Body(""",{"output_config":{"effort":"low"},"context_management":{"edits":[]},"x_future":1,"cache_control":{"type":"ephemeral","ttl":"1h"}}""");
        Apply(plan, body).ShouldBe(Body(""",{"output_config":{"effort":"low"},"x_future":1}"""));
    }

    [Theory]
    [InlineData("advanced-tool-use-2025-11-20", false)]
    [InlineData("advanced-tool-use-2025-11-20,tool-search-tool-2025-10-19", true)]
    public void H_006_a_field_stays_while_another_of_its_betas_is_sent(string betas, bool stays)
    {
        var plan = Lacking("advanced-tool-use").Plan([betas]);
        var body = Body(""",{"tools":[{"name":"a","defer_loading":true}]}""");
        Apply(plan, body).ShouldBe(stays ? body : Body(""",{"tools":[{"name":"a"}]}"""));
    }

    [Fact]
    public void H_005_A18_a_host_that_takes_every_beta_changes_nothing()
    {
        var plan = MessagesHost.Default.Plan([" effort-2025-11-24 ,foo", "bar"]);
        plan.BetaLines.ShouldBe([" effort-2025-11-24 ,foo", "bar"]);
        plan.ChangesAnything.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"type":"adaptive","display":"omitted"}""", """{"type":"adaptive","display":"omitted","block_binding":{"prefix_mismatch_behavior":"drop_block"}}""")]
    [InlineData("""{ "type" : "enabled", "budget_tokens":2000 }""", """{ "type" : "enabled", "budget_tokens":2000 ,"block_binding":{"prefix_mismatch_behavior":"drop_block"}}""")]
    [InlineData("""{"type":"disabled"}""", """{"type":"disabled"}""")]
    [InlineData("""{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"error"}}""", """{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"error"}}""")]
    public void H_104_thinking_asks_for_mismatched_blocks_to_be_dropped_unless_the_client_says_otherwise(string thinking, string expected)
    {
        var plan = new MessagesHost { DropsMismatchedThinking = true }.Plan(["effort-2025-11-24"]);
        Apply(plan, Body($$""",{"thinking":{{thinking}}}""")).ShouldBe(Body($$""",{"thinking":{{expected}}}"""));
        plan.BetaLines.ShouldBe(["effort-2025-11-24", "thinking-binding-controls-2026-08-01"]);
    }

    [Fact]
    public void H_104_a_host_without_the_beta_is_not_asked()
    {
        var plan = (Lacking("thinking-binding-controls") with { DropsMismatchedThinking = true }).Plan(["x"]);
        plan.BetaLines.ShouldBe(["x"]);
        var body = Body(""",{"thinking":{"type":"adaptive"}}""");
        Apply(plan, body).ShouldBe(body);
    }

    [Fact]
    public void A14_cache_hints_are_dropped_where_a_route_says_so()
    {
        var body = Messages("""{"role":"user","content":[{"cache_control":{"type":"ephemeral"},"type":"text","text":"\"cache_control\":1"}]}""");
        var (edited, losses) = Edit(new MessagesHost { DropsCacheHints = true }, body);
        edited.ShouldBe(Messages("""{"role":"user","content":[{"type":"text","text":"\"cache_control\":1"}]}"""));
        losses.ToString().ShouldBe("cache_hint:dropped");
    }

    [Fact]
    public void H_006_whatever_a_request_holds_a_host_that_takes_nothing_gets_none_of_it_and_valid_json()
    {
        string[] gone = ["context_management", "defer_loading", "input_examples", "allowed_callers", "eager_input_streaming", "strict", "safeguards", "clear_at", "ttl", "scope", "effort", "task_budget"];
        var host = new MessagesHost { Betas = HostBetas.Create([], []) };
        for (var seed = 0; seed < 300; seed++)
        {
            var body = new GeneratedRequests(seed).Next(seed % 7).ToJsonString();
            var edited = JsonNode.Parse(Edit(host, body).Body)!;
            var messages = edited["messages"]!.AsArray();
            messages.ShouldAllBe(message => (string)message!["role"]! != "system");
            foreach (var tool in edited["tools"]?.AsArray() ?? [])
            {
                gone.ShouldAllBe(name => !tool!.AsObject().ContainsKey(name), $"seed {seed}");
            }

            gone.ShouldAllBe(name => !edited.AsObject().ContainsKey(name), $"seed {seed}");
            (edited["output_config"]?.AsObject().ContainsKey("effort") ?? false).ShouldBeFalse();
            MessagesScan.TryScan(Encoding.UTF8.GetBytes(edited.ToJsonString()), out _, out _).ShouldBeTrue();
        }
    }

    [Fact]
    public void H_171_what_was_left_out_does_not_change_as_the_conversation_grows()
    {
        var host = new MessagesHost { Betas = HostBetas.Create([], []), DropsMismatchedThinking = true };
        for (var seed = 0; seed < 100; seed++)
        {
            var request = new GeneratedRequests(seed).Next(6);
            request.Remove("messages", out var messages);
            var head = request.ToJsonString()[..^1] + ",\"messages\":[";
            var before = string.Empty;
            for (var count = 1; count <= 6; count++)
            {
                var edited = Edit(host, head + string.Join(',', messages!.AsArray().Take(count).Select(m => m!.ToJsonString())) + "]}").Body;
                edited.ShouldStartWith(before);
                before = edited[..^2];
            }
        }
    }

    [Fact]
    public void H_006_a_request_that_is_written_anew_lacks_the_same_fields()
    {
        using var request = Requests.Read(Body(""",{"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"},"tools":[{"name":"a","defer_loading":true,"input_schema":{"type":"object"}}],"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}}"""));
        var plan = Lacking("effort", "advanced-tool-use", "context-management").Plan(["effort-2025-11-24,foo"]);
        var translation = new Translation
        {
            Request = request,
            RequestedModel = "m",
            Model = new ModelTraits { Id = "m" },
            Ids = new CountingIds(),
            Envelope = new SignatureEnvelope(new byte[32]),
            Provenance = "test",
            Profile = plan,
        };
        using var output = new ByteWriter();
        Requests.Dialect.WriteRequest(translation, output).ShouldBeNull();
        var body = JsonNode.Parse(output.Written)!.AsObject();
        body.ContainsKey("output_config").ShouldBeFalse();
        body.ContainsKey("context_management").ShouldBeFalse();
        body["thinking"]!.ToJsonString().ShouldBe("""{"type":"adaptive","display":"omitted"}""");
        body["tools"]!.ToJsonString().ShouldBe("""[{"name":"a","input_schema":{"type":"object"}}]""");
        translation.Losses.ToString().ShouldBe("beta:dropped, beta_field:droppedx3");
    }

    private static MessagesHost Lacking(params string[] betas) => new() { Betas = HostBetas.Create(null, betas) };

    // The members of the object behind the comma, within a request.
    private static string Body(string more) => more.Length == 0 ? Message + "}" : Message + "," + more[2..];

    private static string Messages(params string[] more) =>
        """{"model":"m","messages":[{"role":"user","content":"hi"}""" + string.Concat(more.Select(message => "," + message)) + "]}";

    private static (string Body, Losses Losses) Edit(MessagesHost host, string body)
    {
        var losses = new Losses();
        return (Apply(host.Plan([]), body, losses), losses);
    }

    private static string Apply(HostPlan plan, string body, Losses? losses = null)
    {
        using var output = new ByteWriter();
        plan.Edit(Encoding.UTF8.GetBytes(body), losses ?? new Losses(), output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
