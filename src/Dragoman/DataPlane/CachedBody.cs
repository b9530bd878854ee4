using Dragoman.Core.Caching;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>The body of a turn that goes on from an explicit cache.</summary>
/// <param name="session">Whose cache it is.</param>
/// <param name="name">The cache's resource name.</param>
/// <param name="body">What is sent instead of the whole body.</param>
internal sealed class CachedBody(CacheSession session, string name, ByteWriter body) : IDisposable
{
    /// <summary>What is sent instead of the whole body.</summary>
    public ReadOnlyMemory<byte> Bytes => body.WrittenMemory;

    /// <summary>The upstream does not know the cache any more: later turns do not ask for it either.</summary>
    public void Forget(DateTimeOffset now) => session.Gone(now, name);

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();
}
