using Dragoman.Core.Access;

namespace Dragoman.DataPlane.Admission;

/// <summary>Where what administrators set is kept.</summary>
internal interface IAccessSource
{
    /// <summary>Everything as it stands.</summary>
    Task<AccessState> LoadAsync(CancellationToken cancellation);

    /// <summary>Each revision after a known one, as soon as it is noticed. Does not end by itself.</summary>
    IAsyncEnumerable<long> ChangesAsync(long known, CancellationToken cancellation);
}
