using System.Security.Cryptography;
using System.Text;
using Dragoman.ControlPlane.Http;
using Dragoman.Store.Access;
using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane;

/// <summary>
/// Sees to it that a request with an <c>Idempotency-Key</c> is done once, on whichever node it arrives, and answered each time.
/// </summary>
internal sealed class Replays(IdempotencyStore store)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKey = 255;

    /// <summary>Claims the request; null where it carries no key, or changes nothing.</summary>
    /// <exception cref="AdminProblem">The key is none, is in use just now, or belongs to another request.</exception>
    public async Task<Replay?> BeginAsync(HttpRequest request, AdminRoute route, AdminCall call, ReadOnlyMemory<byte> body, string credential)
    {
        var keys = request.Headers[Header];
        if (keys.Count == 0 || route.Method != "POST")
        {
            return null;
        }

        if (keys.Count != 1 || keys[0] is not { Length: > 0 and <= MaxKey } key || key.Any(c => c is < ' ' or > '~'))
        {
            throw AdminProblem.Invalid($"{Header} takes one text of 1 to {MaxKey} ASCII characters.");
        }

        var claim = await store.ClaimAsync(call.Caller.Id, key, Fingerprint(request, body), call.Cancellation);
        return claim.State switch
        {
            IdempotencyState.Claimed => new Replay(call.Caller.Id, key, credential, null),
            IdempotencyState.Answered when SealedAnswer.Open(claim.Body.Span, credential) is { } packed =>
                new Replay(call.Caller.Id, key, credential, StoredAnswer.Unpack(claim.Status, packed)),
            IdempotencyState.Answered => throw AdminProblem.Conflict(
                $"This {Header} was used with another credential; repeat the request with that one, or send it with a new key."),
            IdempotencyState.Running => throw new AdminProblem(
                StatusCodes.Status409Conflict, "The same request is being done just now; wait a moment and repeat it.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            },
            _ => throw new AdminProblem(
                StatusCodes.Status422UnprocessableEntity, $"This {Header} was used for another request; send this one with a new key."),
        };
    }

    /// <summary>Keeps the answer for the next time.</summary>
    public Task KeepAsync(Replay replay, StoredAnswer answer, CancellationToken cancellation) => store.AnswerAsync(
        replay.Scope, replay.Key, answer.Status, SealedAnswer.Seal(answer.Pack(), replay.Credential), cancellation);

    /// <summary>Lets the request be done again: it changed nothing.</summary>
    public Task ForgetAsync(Replay replay, CancellationToken cancellation) => store.ReleaseAsync(replay.Scope, replay.Key, cancellation);

    private static byte[] Fingerprint(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }
}
