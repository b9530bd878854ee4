using System.Collections.Concurrent;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// Members that hosts have said they do not know: later turns leave them out at once instead of being refused first (H-374).
/// Forgotten with the process, and not kept beyond a few thousand hosts and models.
/// </summary>
internal sealed class RemedyMemory
{
    private const int MaxPlaces = 4096;
    private const int MaxMembers = 16;

    private readonly ConcurrentDictionary<string, Remedy[]> _learned = new(StringComparer.Ordinal);

    /// <summary>What was learned of this target; mostly nothing.</summary>
    public IReadOnlyCollection<Remedy> Of(RouteTarget target) =>
        _learned.IsEmpty ? [] : _learned.GetValueOrDefault(PlaceOf(target)) ?? [];

    /// <summary>Remembers what holds for the host and not only for one conversation.</summary>
    public void Learn(RouteTarget target, Remedy remedy)
    {
        if (remedy.Kind != RemedyKind.DropMember || _learned.Count >= MaxPlaces)
        {
            return;
        }

        _learned.AddOrUpdate(
            PlaceOf(target),
            static (_, added) => [added],
            static (_, known, added) => known.Contains(added) || known.Length >= MaxMembers ? known : [.. known, added],
            remedy);
    }

    private static string PlaceOf(RouteTarget target) => $"{target.Address(stream: false).AbsoluteUri}\n{target.Model}";
}
