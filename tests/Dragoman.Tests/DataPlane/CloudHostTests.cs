using System.Net;
using System.Text;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Clouds that pass on an API as it is, behind an address and a credential of their own: a turn each through the gateway.</summary>
public sealed class CloudHostTests
{
    private const string Key = "sk-of-the-cloud";
    private const string Body = """{"model":"m","max_tokens":100,"stream":true,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData("bedrock-mantle", "/anthropic", "bedrock-mantle", null)]
    [InlineData("claude-platform-aws", "", "aws-external-anthropic", "anthropic-workspace-id")]
    public async Task H_417_messages_at_aws_are_signed_for_their_service_and_pass_as_they_are(string provider, string prefix, string service, string? header)
    {
        await using var fake = await StrictAnthropic.StartAsync(
            Answer.New().Say("Hel", "lo"), new StrictAnthropicOptions { Door = FrontDoor.Aws(prefix, service, header) });
        var headers = header is null ? string.Empty : $", headers: {{{header}: wrkspc_1}}";
        var (text, sent) = await TurnAsync(fake, $"provider: {provider}, region: us-east-1, endpoint: \"{fake.BaseUrl}{prefix}\"{headers}", "anthropic.claude-opus-5-5");

        text.ShouldContain("event: message_stop");
        Encoding.UTF8.GetString(sent.Body).ShouldBe(Body.Replace("\"m\"", "\"anthropic.claude-opus-5-5\"", StringComparison.Ordinal));
        sent.Path.ShouldBe(prefix + "/v1/messages");
        sent.Header("anthropic-beta").ShouldBe("interleaved-thinking-2025-05-14");
        sent.Header("Authorization")!.ShouldContain($"/us-east-1/{service}/aws4_request");
    }

    [Theory]
    [InlineData("x-api-key", "")]
    [InlineData("Authorization", ", auth: bearer")]
    public async Task H_376_claude_on_foundry_gets_the_request_as_it_is(string header, string auth)
    {
        const string Path = "/anthropic/v1/messages";
        await using var fake = await StrictAnthropic.StartAsync(
            Answer.New().Say("Hel", "lo"),
            new StrictAnthropicOptions { Door = FrontDoor.Azure(Path, "?beta=true", header, header == "Authorization" ? $"Bearer {Key}" : Key) with { Prefix = "/anthropic" } });
        var (text, sent) = await TurnAsync(fake, $"provider: azure-foundry, endpoint: \"{fake.BaseUrl}/anthropic\", api_key_ref: cloud{auth}", "claude-opus-5-5");

        text.ShouldContain("event: message_stop");
        Encoding.UTF8.GetString(sent.Body).ShouldBe(Body.Replace("\"m\"", "\"claude-opus-5-5\"", StringComparison.Ordinal));
        sent.Header("anthropic-version").ShouldBe("2023-06-01");
    }

    [Theory]
    [InlineData("gpt-4.1", "/openai/deployments/gpt-4.1/chat/completions", "?api-version=2024-10-21", "/openai/deployments/{model}?api-version=2024-10-21", "")]
    [InlineData("gpt-4.1", "/openai/v1/chat/completions", "", "/openai/v1", "")]
    [InlineData("gpt-5", "/openai/v1/responses", "", "/openai/v1", "")]
    [InlineData("gpt-4.1", "/openai/v1/chat/completions", "", "/openai/v1", ", auth: bearer")]
    public async Task H_371_azure_has_the_deployment_in_the_path_or_the_body_and_takes_a_key_or_a_token(
        string model, string path, string query, string endpoint, string auth)
    {
        var options = new StrictOpenAiOptions
        {
            Door = auth.Length > 0 ? FrontDoor.Azure(path, query, "Authorization", $"Bearer {Key}") : FrontDoor.Azure(path, query, "api-key", Key),
        };
        var answer = Answer.New().Say("Hel", "lo");
        await using FakeUpstream fake = model == "gpt-5" ? await StrictResponses.StartAsync(answer, options) : await StrictOpenAi.StartAsync(answer, options);
        var (text, sent) = await TurnAsync(fake, $"provider: azure, endpoint: \"{fake.BaseUrl}{endpoint}\", api_key_ref: cloud{auth}", model);

        text.ShouldContain("event: message_stop");
        sent.Conversation.Model.ShouldBe(model, "the deployment");
    }

    [Fact]
    public async Task H_371_azure_takes_the_token_of_the_machines_own_identity()
    {
        await using var identity = await FakeIdentity.StartAsync("entra-token");
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", identity.Endpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", FakeIdentity.Secret);
        await using var fake = await StrictOpenAi.StartAsync(
            Answer.New().Say("Hel", "lo"),
            new StrictOpenAiOptions { Door = FrontDoor.Azure("/openai/v1/chat/completions", "", "Authorization", "Bearer entra-token") });
        var (text, _) = await TurnAsync(fake, $"provider: azure, endpoint: \"{fake.BaseUrl}/openai/v1\", auth: entra", "gpt-4.1");

        text.ShouldContain("event: message_stop");
        identity.Requests.ShouldHaveSingleItem().Query.ShouldContain("resource=https://cognitiveservices.azure.com");
    }

    [Fact]
    public async Task H_375_azures_wait_in_milliseconds_is_told_in_whole_seconds_and_an_unknown_deployment_as_an_unknown_model()
    {
        var answers = new Queue<Answer>(
        [
            Answer.Fail(429, """{"error":{"code":"429","message":"Requests have exceeded call rate limit of your current tier."}}""").Header("retry-after-ms", "1500"),
            Answer.Fail(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"""),
        ]);
        await using var fake = await StrictOpenAi.StartAsync(_ => answers.Dequeue());
        await using var gateway = await StartAsync($"provider: azure, endpoint: \"{fake.BaseUrl}/v1\", api_key_ref: cloud, auth: bearer", "gpt-4.1", "max_wait: 1s");
        using var limited = await PostAsync(gateway);
        ((int)limited.StatusCode).ShouldBe(429);
        limited.Headers.GetValues("retry-after").ShouldBe(["2"]);

        using var unknown = await PostAsync(gateway);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var text = await unknown.Content.ReadAsStringAsync();
        text.ShouldContain("\"not_found_error\"");
        text.ShouldContain("model");
    }

    private static async Task<(string Text, RecordedRequest Sent)> TurnAsync(FakeUpstream fake, string upstream, string model)
    {
        await using var gateway = await StartAsync(upstream, model);
        using var response = await PostAsync(gateway);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{text}\n{string.Join('\n', fake.Violations)}");
        fake.Violations.ShouldBeEmpty();
        text.ShouldContain("Hel");
        return (text, fake.Requests.ShouldHaveSingleItem());
    }

    private static Task<GatewayFixture> StartAsync(string upstream, string model, string more = "") => GatewayFixture.StartAsync(
        $"upstreams:\n  cloud: {{{upstream}}}\nroutes:\n  - name: m\n    upstream: cloud/{model}\n    {more}\n",
        new Dictionary<string, string> { ["CLOUD"] = Key });

    private static Task<HttpResponseMessage> PostAsync(GatewayFixture gateway)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("anthropic-beta", "interleaved-thinking-2025-05-14");
        return gateway.Http.SendAsync(request);
    }
}
