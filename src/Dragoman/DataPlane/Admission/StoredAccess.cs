using Dragoman.Core.Access;
using Dragoman.Store.Access;

namespace Dragoman.DataPlane.Admission;

/// <summary>What administrators set, in the gateway's own store.</summary>
internal sealed class StoredAccess(AccessStore store, TimeProvider time) : IAccessSource
{
    /// <inheritdoc/>
    public Task<AccessState> LoadAsync(CancellationToken cancellation) => store.LoadAsync(cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<long> ChangesAsync(long known, CancellationToken cancellation) => store.ChangesAsync(known, time, cancellation);
}
