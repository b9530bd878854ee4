using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Credentials for this API, each with its role (F10).</summary>
internal sealed class TokenEndpoints(AccessDesk directory, RandomIds ids, TimeProvider time) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/tokens", AdminOperation.ReadTokens, "List admin tokens by their prefix.", ListAsync)
        {
            Query = QueryParameter.Paging, Answer = typeof(Page<TokenShape>),
        },
        new("POST", "/tokens", AdminOperation.WriteTokens, "Make an admin token. The answer shows its secret, and no other answer does.", CreateAsync)
        {
            Body = typeof(NewToken), Answer = typeof(TokenShape), Status = 201,
        },
        new("POST", "/tokens/{id}/revoke", AdminOperation.RevokeTokens, "End an admin token for good.", RevokeAsync) { Answer = typeof(TokenShape) },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var (page, next) = Cursors.Page(state.Tokens, token => token.Id, call);
        return AdminAnswer.Ok(new Page<TokenShape>([.. page.Select(token => TokenShape.Of(token))], next), AdminJson.Default.PageTokenShape);
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewToken);
        var state = await directory.StateAsync(call.Cancellation);
        if ((wish.Role == AdminRole.Developer) != wish.UserId is not null)
        {
            throw AdminProblem.Invalid("user_id says whose things a developer's token shows; give it for that role, and for no other.");
        }

        if (wish.UserId is { } user && !state.Principals.Any(principal => principal.Id == new PrincipalId(PrincipalKind.User, user)))
        {
            throw AdminProblem.Invalid("user_id takes the id of a user, and there is none of this id; make it first.");
        }

        var secret = AdminSecret.New(AdminSecret.TokenPrefix);
        var token = new AdminToken
        {
            Id = ids.Next("tok_"),
            Name = Checks.Name(wish.Name),
            Role = wish.Role,
            UserId = wish.UserId,
            Prefix = AdminSecret.PrefixOf(secret),
            Hash = AdminSecret.Hash(secret),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = Checks.Future(wish.ExpiresAt, time.GetUtcNow(), "expires_at"),
        };
        await directory.WriteAsync(
            call, [AccessChange.Create(token)], "token.create", token.Id, null, TokenShape.Of(token), AdminJson.Default.TokenShape);
        return AdminAnswer.Created(TokenShape.Of(token, secret), AdminJson.Default.TokenShape, $"{AdminPaths.Root}/tokens/{token.Id}");
    }

    private async ValueTask<AdminAnswer> RevokeAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var old = state.Tokens.FirstOrDefault(token => token.Id == call.Id) ?? throw AdminProblem.NotFound("token", call.Id);
        if (old.RevokedAt is not null)
        {
            return AdminAnswer.Ok(TokenShape.Of(old), AdminJson.Default.TokenShape);
        }

        var revoked = old with { RevokedAt = time.GetUtcNow() };
        await directory.WriteAsync(
            call, [AccessChange.Update(revoked)], "token.revoke", old.Id, TokenShape.Of(old), TokenShape.Of(revoked), AdminJson.Default.TokenShape);
        return AdminAnswer.Ok(TokenShape.Of(revoked), AdminJson.Default.TokenShape);
    }
}
