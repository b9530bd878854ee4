using System.Net;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Turns with hosts of chat: keys that are rotated, calls that failed, headers that name the session.</summary>
public sealed class HostTurnTests
{
    private const string Hi = """{"model":"via","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task H_265_a_rotated_key_is_read_again_and_the_turn_goes_on_with_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "sk-old");
            await using var openai = await StrictOpenAi.StartAsync(
                request => request.Header("Authorization") == "Bearer sk-new"
                    ? Answer.Text("hello")
                    : Answer.Fail(401, """{"error":{"message":"expired","type":"invalid_request_error","code":"invalid_api_key"}}"""));
            await using var gateway = await GatewayFixture.StartAsync(
                $"routes:\n  - name: via\n    upstream: {{provider: openai, model: gpt-4.1, endpoint: '{openai.Endpoint}', api_key: '${{file:{file}}}'}}\n");
            await File.WriteAllTextAsync(file, "sk-new");
            using var renewed = await gateway.Http.PostAsync("/v1/messages", new StringContent(Hi));
            renewed.StatusCode.ShouldBe(HttpStatusCode.OK, await renewed.Content.ReadAsStringAsync());
            openai.Completions.Select(request => request.Header("Authorization")).ShouldBe(["Bearer sk-old", "Bearer sk-new"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task H_449_a_failed_call_is_tried_once_more_and_then_told_as_a_fault_of_the_provider()
    {
        await using var openai = await StrictOpenAi.StartAsync(
            _ => Answer.Fail(400, """{"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"x"}}"""));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-4.1", openai.Endpoint)));
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(Hi));
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        openai.Completions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task H_170_a_session_has_one_name_in_the_hosts_header_and_it_is_no_id_of_the_clients()
    {
        await using var openai = await StrictOpenAi.StartAsync(_ => Answer.Text("hello"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"routes:\n  - name: via\n    upstream: {{provider: openai, model: gpt-4.1, endpoint: '{openai.Endpoint}', api_key_ref: test, affinity_header: x-grok-conv-id}}\n");
        foreach (var session in new[] { "s1", "s1", "s2" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Hi) };
            request.Headers.Add("x-claude-code-session-id", session);
            using var response = await gateway.Http.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var names = openai.Completions.Select(request => request.Header("x-grok-conv-id")!).ToList();
        names.ShouldAllBe(name => name.Length == 32);
        names[0].ShouldBe(names[1]);
        names[2].ShouldNotBe(names[0]);
    }
}
