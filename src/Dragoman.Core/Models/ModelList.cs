namespace Dragoman.Core.Models;

/// <summary>What the models endpoint lists, in order. Immutable.</summary>
public sealed class ModelList
{
    /// <summary>Entries of a page where the client names no limit.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The most entries of a page.</summary>
    public const int MaxLimit = 1000;

    private readonly Dictionary<string, ListedModel> _byId;

    internal ModelList(IReadOnlyList<ListedModel> models)
    {
        All = models;
        _byId = new(StringComparer.OrdinalIgnoreCase);
        foreach (var model in models)
        {
            _byId.TryAdd(model.Id, model);
        }
    }

    /// <summary>Every model.</summary>
    public IReadOnlyList<ListedModel> All { get; }

    /// <summary>The model of that id; null where it is not listed. Percent-encoding must be taken off before (H-343).</summary>
    public ListedModel? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Those of it that somebody may use, in the same order.</summary>
    public ModelList Where(Func<ListedModel, bool> isAllowed) => new([.. All.Where(isAllowed)]);

    /// <summary>A page (H-343). An id that is not listed gives an empty page.</summary>
    /// <param name="limit">Entries wanted, clamped to 1 … 1000; null for 20.</param>
    /// <param name="afterId">Begin behind this id.</param>
    /// <param name="beforeId">End in front of this id.</param>
    public ModelPage Page(int? limit = null, string? afterId = null, string? beforeId = null)
    {
        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        if (beforeId is not null)
        {
            var before = Math.Max(IndexOf(beforeId), 0);
            var first = Math.Max(before - count, 0);
            return new ModelPage([.. All.Skip(first).Take(before - first)], first > 0);
        }

        var start = afterId is null ? 0 : IndexOf(afterId) is var at and >= 0 ? at + 1 : All.Count;
        return new ModelPage([.. All.Skip(start).Take(count)], start + count < All.Count);
    }

    private int IndexOf(string id)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Models">Its entries.</param>
/// <param name="HasMore">There are more in the direction of paging.</param>
public sealed record ModelPage(IReadOnlyList<ListedModel> Models, bool HasMore);
