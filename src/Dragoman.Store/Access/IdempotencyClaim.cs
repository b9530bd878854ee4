namespace Dragoman.Store.Access;

/// <summary>What is known of an idempotency key.</summary>
/// <param name="State">Whether the request may be made.</param>
/// <param name="Status">The status of the answer, where there is one.</param>
/// <param name="Body">The body of the answer, where there is one.</param>
public sealed record IdempotencyClaim(IdempotencyState State, int Status, ReadOnlyMemory<byte> Body);
