using System.Security.Cryptography;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Access;

/// <summary>Remembers answers to admin requests by their idempotency key, on all nodes.</summary>
/// <param name="engine">The database.</param>
public sealed class IdempotencyStore(SqlEngine engine)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>How long an answer is remembered. The default value is 24 hours.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>After this time a request that never answered (its node died) may be made again. The default value is one minute.</summary>
    public TimeSpan ClaimLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Claims a key for a request, or says what is known of it.</summary>
    /// <param name="scope">Whose key it is: those of different callers never meet.</param>
    /// <param name="name">The key as the client sent it.</param>
    /// <param name="fingerprint">A hash of method, path and body, by which a key that is used for something else is noticed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<IdempotencyClaim> ClaimAsync(string scope, string name, ReadOnlyMemory<byte> fingerprint, CancellationToken cancellation = default) =>
        engine.WriteAsync(
            async transaction =>
            {
                var key = new { scope, name, print = fingerprint.ToArray(), expires = (long)ClaimLifetime.TotalSeconds * MicrosecondsPerSecond };
                await transaction.ExecuteAsync($"DELETE FROM idempotency_keys WHERE expires_at_us < {engine.Now}", cancellation: cancellation);
                var claimed = await transaction.ExecuteAsync(
                    "INSERT INTO idempotency_keys (scope, name, fingerprint, expires_at_us) "
                    + $"VALUES (@scope, @name, @print, {engine.Now} + @expires) ON CONFLICT DO NOTHING",
                    key,
                    cancellation);
                if (claimed == 1)
                {
                    return new IdempotencyClaim(IdempotencyState.Claimed, 0, default);
                }

                var row = await transaction.FirstAsync<IdempotencyRow>(
                    "SELECT fingerprint, status, body FROM idempotency_keys WHERE scope = @scope AND name = @name", key, cancellation);
                return row switch
                {
                    null => new IdempotencyClaim(IdempotencyState.Running, 0, default),
                    _ when !CryptographicOperations.FixedTimeEquals(row.Fingerprint, fingerprint.Span) =>
                        new IdempotencyClaim(IdempotencyState.UsedForAnother, 0, default),
                    { Status: { } status } => new IdempotencyClaim(IdempotencyState.Answered, (int)status, row.Body ?? []),
                    _ => new IdempotencyClaim(IdempotencyState.Running, 0, default),
                };
            },
            cancellation);

    /// <summary>Keeps the answer of a request that was claimed.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task AnswerAsync(string scope, string name, int status, ReadOnlyMemory<byte> body, CancellationToken cancellation = default) =>
        engine.WriteAsync(
            transaction => transaction.ExecuteAsync(
                $"UPDATE idempotency_keys SET status = @status, body = @body, expires_at_us = {engine.Now} + @expires WHERE scope = @scope AND name = @name",
                new { scope, name, status = (long)status, body = body.ToArray(), expires = (long)Lifetime.TotalSeconds * MicrosecondsPerSecond },
                cancellation),
            cancellation);

    /// <summary>Gives a claimed key back: the request failed in a way that is worth trying again.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task ReleaseAsync(string scope, string name, CancellationToken cancellation = default) => engine.WriteAsync(
        transaction => transaction.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE scope = @scope AND name = @name AND status IS NULL", new { scope, name }, cancellation),
        cancellation);

    private sealed class IdempotencyRow
    {
        public byte[] Fingerprint { get; set; } = [];

        public long? Status { get; set; }

        public byte[]? Body { get; set; }
    }
}
