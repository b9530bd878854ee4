using Azure.Core;
using Azure.Identity;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;
using Dragoman.Upstreams.Credentials.Entra;

namespace Dragoman.Upstreams.Tests.Credentials;

public sealed class EntraTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task H_371_one_token_serves_until_shortly_before_it_ends()
    {
        var time = new ManualTimeProvider(Start);
        var credential = new FakeCredential(time);
        using var entra = new EntraAuthenticator(credential, EntraAuthenticators.UsualScope, time);
        (await AuthorizeAsync(entra)).ShouldBe("Bearer token-1");
        (await AuthorizeAsync(entra)).ShouldBe("Bearer token-1");
        credential.Scopes.ShouldBe(["https://cognitiveservices.azure.com/.default"]);
        time.Advance(TimeSpan.FromMinutes(56));
        (await AuthorizeAsync(entra)).ShouldBe("Bearer token-2");
    }

    [Fact]
    public async Task Many_requests_that_find_no_token_fetch_one()
    {
        var time = new ManualTimeProvider(Start);
        var credential = new FakeCredential(time) { Gate = new TaskCompletionSource() };
        using var entra = new EntraAuthenticator(credential, "s", time);
        var all = Enumerable.Range(0, 20).Select(_ => AuthorizeAsync(entra)).ToList();
        credential.Gate.SetResult();
        (await Task.WhenAll(all)).ShouldAllBe(header => header == "Bearer token-1");
        credential.Scopes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_was_refused_is_forgotten()
    {
        var time = new ManualTimeProvider(Start);
        using var entra = new EntraAuthenticator(new FakeCredential(time), "s", time);
        (await AuthorizeAsync(entra)).ShouldBe("Bearer token-1");
        entra.Forget();
        (await AuthorizeAsync(entra)).ShouldBe("Bearer token-2");
    }

    [Fact]
    public async Task H_255_without_a_token_the_operator_is_told_and_no_secret_is()
    {
        var time = new ManualTimeProvider(Start);
        using var entra = new EntraAuthenticator(new FakeCredential(time) { Fails = true }, "s", time);
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://r.openai.azure.com/openai/v1/responses");
        var failure = (await entra.AuthorizeAsync(message, default, CancellationToken.None)).ShouldNotBeNull();
        (failure.Cause, failure.Status).ShouldBe((FailureCause.UpstreamCredential, 500));
        failure.Message.ShouldNotContain("tenant-secret");
        message.Headers.Authorization.ShouldBeNull();
    }

    private static async Task<string?> AuthorizeAsync(EntraAuthenticator entra)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://r.openai.azure.com/openai/v1/responses");
        (await entra.AuthorizeAsync(message, default, CancellationToken.None)).ShouldBeNull();
        return message.Headers.Authorization?.ToString();
    }

    private sealed class FakeCredential(TimeProvider time) : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public bool Fails { get; init; }

        public TaskCompletionSource? Gate { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Gate is not null)
            {
                await Gate.Task;
            }

            if (Fails)
            {
                throw new AuthenticationFailedException("no token for tenant-secret");
            }

            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken($"token-{Scopes.Count}", time.GetUtcNow() + TimeSpan.FromHours(1));
        }
    }
}
