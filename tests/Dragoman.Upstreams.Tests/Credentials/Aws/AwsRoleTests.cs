using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Upstreams.Credentials.Aws;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Upstreams.Tests.Credentials.Aws;

[Collection(AwsEnvironment.Collection)]
public sealed class AwsRoleTests : IDisposable
{
    private const string Role = "arn:aws:iam::123456789012:role/claude";

    private readonly AwsEnvironment _environment = new(("AWS_REGION", "us-east-1"));

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task H_411_a_role_is_assumed_by_a_profile_s_keys_and_its_keys_are_kept()
    {
        await using var sts = new SecurityTokenService();
        await sts.OpenAsync();
        _environment.Set("AWS_ENDPOINT_URL_STS", sts.BaseUrl);
        _environment.WriteCredentials($"[work]\naws_access_key_id={AwsHost.KeyId}\naws_secret_access_key={AwsHost.Secret}\n");
        var chain = new AwsKeyChain(new CloudAccess { Style = AuthStyle.AwsSigV4, Profile = "work", Role = Role });

        var keys = await chain.GetAsync(TestContext.Current.CancellationToken);
        keys.ShouldBe(new AwsKeys("ASIAROLE", "role-secret", "role-token"));
        (await chain.GetAsync(TestContext.Current.CancellationToken)).ShouldBe(keys);

        var asked = sts.Requests.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(asked.Body).ShouldContain($"RoleArn={Uri.EscapeDataString(Role)}");
        asked.Header("Authorization")!.ShouldContain($"Credential={AwsHost.KeyId}/");
    }

    [Fact]
    public void Keys_print_their_id_only() => new AwsKeys("AKIA1", "secret", "token").ToString().ShouldBe("AKIA1");

    private sealed class SecurityTokenService : FakeUpstream
    {
        public Task OpenAsync() => StartAsync();

        protected override Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
        {
            context.Response.ContentType = "text/xml";
            return context.Response.WriteAsync(
                """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
                <SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/claude/dragoman</Arn><AssumedRoleId>A:dragoman</AssumedRoleId></AssumedRoleUser>
                </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>
                """,
                stop);
        }
    }
}
