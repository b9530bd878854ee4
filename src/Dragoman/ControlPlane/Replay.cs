using Dragoman.ControlPlane.Http;

namespace Dragoman.ControlPlane;

/// <summary>A request that carries an idempotency key.</summary>
/// <param name="Scope">Whose key it is.</param>
/// <param name="Key">The key.</param>
/// <param name="Credential">Seals the answer.</param>
/// <param name="Answer">The answer of the first time; null where this is the first.</param>
internal sealed record Replay(string Scope, string Key, string Credential, StoredAnswer? Answer);
