using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Upstreams.Credentials;
using Dragoman.Upstreams.Transport;

namespace Dragoman.Upstreams.Tests.Credentials.Aws;

[Collection(AwsEnvironment.Collection)]
public sealed class AwsSigningTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly AwsEnvironment _environment = new(
        ("AWS_ACCESS_KEY_ID", AwsHost.KeyId), ("AWS_SECRET_ACCESS_KEY", AwsHost.Secret));

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("/model/us.anthropic.claude-opus-5-5-v1%3A0/invoke")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-opus-5-5/invoke-with-response-stream")]
    [InlineData("/model/plain/converse?b=2&a=1%202&a=0")]
    public async Task H_411_a_model_id_is_encoded_once_on_the_wire_and_once_more_in_the_signature(string target)
    {
        await using var host = await AwsHost.StartAsync(() => Now);
        using var client = Client(Now);

        (await SendAsync(client, host, target)).ShouldBe(200);

        host.Requests.Single().RawTarget.ShouldBe(target);
        host.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_411_the_exact_bytes_are_signed_and_the_session_token_goes_with_them()
    {
        _environment.Set("AWS_SESSION_TOKEN", "session+token==");
        await using var host = await AwsHost.StartAsync(() => Now);
        using var client = Client(Now);

        (await SendAsync(client, host, "/model/m/invoke", body: "{\"text\":\"schöne Grüße \\u0000\"}")).ShouldBe(200);

        var seen = host.Requests.Single();
        seen.Header("x-amz-security-token").ShouldBe("session+token==");
        seen.Header("Authorization")!.ShouldContain("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
    }

    [Fact]
    public async Task H_411_a_clock_that_is_wrong_is_corrected_once_and_stays_corrected()
    {
        await using var host = await AwsHost.StartAsync(() => Now + TimeSpan.FromMinutes(20));
        using var client = Client(Now);

        (await SendAsync(client, host, "/model/m/invoke")).ShouldBe(200);
        host.Requests.Count.ShouldBe(2);

        (await SendAsync(client, host, "/model/m/invoke")).ShouldBe(200);
        host.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task H_411_a_signature_that_is_wrong_at_the_right_time_is_not_sent_again()
    {
        _environment.Set("AWS_SECRET_ACCESS_KEY", "another");
        await using var host = await AwsHost.StartAsync(() => Now);
        using var client = Client(Now);

        (await SendAsync(client, host, "/model/m/invoke")).ShouldBe(403);
        host.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_411_keys_that_ran_out_are_looked_up_again()
    {
        var calls = 0;
        await using var host = await AwsHost.StartAsync(
            () => Now, refuse: _ => Interlocked.Increment(ref calls) == 1 ? (403, "ExpiredTokenException") : null);
        using var client = Client(Now);

        (await SendAsync(client, host, "/model/m/invoke")).ShouldBe(200);
        host.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task H_417_the_service_that_is_configured_is_the_one_that_is_signed_for()
    {
        await using var host = await AwsHost.StartAsync(() => Now, service: "bedrock-mantle");
        using var client = Client(Now);

        (await SendAsync(client, host, "/anthropic/v1/messages", Access with { Service = "bedrock-mantle" })).ShouldBe(200);
        (await SendAsync(client, host, "/anthropic/v1/messages", Access)).ShouldBe(403);
    }

    [Fact]
    public async Task H_417_a_bearer_token_goes_before_signatures_unless_a_profile_is_named()
    {
        _environment.Set("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-1");
        await using var host = await AwsHost.StartAsync(() => Now, refuse: _ => (400, "ValidationException"));
        using var client = Client(Now);

        await SendAsync(client, host, "/model/m/invoke");
        host.Requests[0].Header("Authorization").ShouldBe("Bearer bedrock-api-key-1");
        host.Requests[0].Header("x-amz-date").ShouldBeNull();

        await SendAsync(client, host, "/model/m/invoke", Access with { Credential = new Secret("own-token") });
        host.Requests[1].Header("Authorization").ShouldBe("Bearer own-token");

        _environment.WriteCredentials($"[work]\naws_access_key_id={AwsHost.KeyId}\naws_secret_access_key={AwsHost.Secret}\n");
        await SendAsync(client, host, "/model/m/invoke", Access with { Profile = "work" });
        host.Requests[2].Header("Authorization")!.ShouldStartWith($"AWS4-HMAC-SHA256 Credential={AwsHost.KeyId}/20261120/us-east-1/bedrock/");
    }

    [Fact]
    public async Task Without_any_credentials_the_failure_says_what_to_set()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", null);
        _environment.Set("AWS_SECRET_ACCESS_KEY", null);
        await using var host = await AwsHost.StartAsync(() => Now);
        using var client = Client(Now);

        foreach (var (access, word) in new[] { (Access, "AWS_BEARER_TOKEN_BEDROCK"), (Access with { Profile = "nowhere" }, "'nowhere'") })
        {
            var (_, failure) = await client.SendAsync(Request(host, "/model/m/invoke", access, "{}"), TestContext.Current.CancellationToken);
            failure!.Cause.ShouldBe(Dialects.Conversation.FailureCause.UpstreamCredential);
            failure.Status.ShouldBe(500);
            failure.Message.ShouldContain(word);
        }

        host.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bedrock-runtime.eu-west-3.amazonaws.com", "eu-west-3", "bedrock")]
    [InlineData("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "bedrock")]
    [InlineData("vpce-0123-abc.bedrock-runtime.us-east-2.vpce.amazonaws.com", "us-east-2", "bedrock")]
    [InlineData("bedrock-mantle.ap-southeast-2.api.aws", "ap-southeast-2", "bedrock-mantle")]
    [InlineData("proxy.example.com", null, "bedrock")]
    public void H_417_a_host_of_AWS_names_its_region_and_service(string host, string? region, string service)
    {
        Upstreams.Credentials.Aws.AwsHosts.RegionOf(host).ShouldBe(region);
        Upstreams.Credentials.Aws.AwsHosts.ServiceOf(host).ShouldBe(service);
    }

    private static CloudAccess Access => new() { Style = AuthStyle.AwsSigV4, Region = "us-east-1" };

    private static UpstreamClient Client(DateTimeOffset now) => new(time: new ManualTimeProvider(now));

    private static UpstreamRequest Request(FakeUpstream host, string target, CloudAccess access, string body) =>
        new("aws", HttpMethod.Post, new Uri(host.BaseUrl + target), Encoding.UTF8.GetBytes(body), [new("Accept-Encoding", "identity")])
        {
            Cloud = access,
        };

    private static async Task<int> SendAsync(UpstreamClient client, FakeUpstream host, string target, CloudAccess? access = null, string body = "{}")
    {
        var (response, failure) = await client.SendAsync(Request(host, target, access ?? Access, body), TestContext.Current.CancellationToken);
        failure.ShouldBeNull();
        await using (response)
        {
            return response!.Status;
        }
    }
}
