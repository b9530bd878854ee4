using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;
using Dragoman.Upstreams.Credentials.Google;

namespace Dragoman.Upstreams.Tests.Credentials.Google;

/// <summary>Tokens of a service account, against a token endpoint that checks its signature.</summary>
public sealed class GoogleAuthenticatorTests
{
    private readonly ManualTimeProvider _time = new();

    private GoogleAuthenticator Authenticator(string account) => new(
        new CloudAccess { Style = AuthStyle.GoogleOAuth, Project = "acme", Credential = new Secret(account, "${SA}") }, _time);

    private static async Task<(string? Token, Failure? Failure)> AskAsync(GoogleAuthenticator authenticator)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://aiplatform.googleapis.com/v1/x");
        var failure = await authenticator.AuthorizeAsync(message, ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
        return (message.Headers.Authorization?.Parameter, failure);
    }

    [Fact]
    public async Task H_394_a_token_is_kept_and_renewed_five_minutes_before_it_ends()
    {
        await using var endpoint = await TokenEndpoint.OpenAsync();
        var authenticator = Authenticator(endpoint.Account);
        (await AskAsync(authenticator)).Token.ShouldBe("token-1");
        (await AskAsync(authenticator)).Token.ShouldBe("token-1");
        _time.Advance(TimeSpan.FromMinutes(53));
        (await AskAsync(authenticator)).Token.ShouldBe("token-1");
        _time.Advance(TimeSpan.FromMinutes(3));
        (await AskAsync(authenticator)).Token.ShouldBe("token-2");
        endpoint.Requests.Count.ShouldBe(2);
        endpoint.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_turns_at_once_ask_for_one_token()
    {
        await using var endpoint = await TokenEndpoint.OpenAsync();
        var authenticator = Authenticator(endpoint.Account);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(authenticator)));
        tokens.ShouldAllBe(answer => answer.Token == "token-1");
        endpoint.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_255_a_refused_account_is_the_operators_to_mend_and_its_key_is_not_told()
    {
        await using var endpoint = await TokenEndpoint.OpenAsync();
        endpoint.Refuses = true;
        var (token, failure) = await AskAsync(Authenticator(endpoint.Account));
        token.ShouldBeNull();
        failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.UpstreamCredential);
        failure.Message.ShouldContain("invalid_grant");
        failure.Message.ShouldNotContain("PRIVATE KEY");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"client_email":"a@b","private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}""")]
    public async Task What_is_no_service_account_is_told_without_repeating_it(string account)
    {
        var (_, failure) = await AskAsync(Authenticator(account));
        failure.ShouldNotBeNull().Message.ShouldContain("not valid");
        failure.Message.ShouldNotContain("AAAA");
    }

    [Fact]
    public async Task A_refused_token_is_got_anew()
    {
        await using var endpoint = await TokenEndpoint.OpenAsync();
        var authenticator = Authenticator(endpoint.Account);
        (await AskAsync(authenticator)).Token.ShouldBe("token-1");
        authenticator.Forget();
        (await AskAsync(authenticator)).Token.ShouldBe("token-2");
    }
}
