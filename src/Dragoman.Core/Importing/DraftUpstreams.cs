namespace Dragoman.Core.Importing;

/// <summary>The upstreams by name; what is the same is there once.</summary>
internal sealed class DraftUpstreams
{
    private readonly List<(string Id, DraftUpstream Upstream, List<string> Models)> _all = [];

    public IReadOnlyList<(string Id, DraftUpstream Upstream, List<string> Models)> All => _all;

    /// <summary>The name of an upstream like this one, made where there is none yet.</summary>
    public string Add(DraftUpstream upstream, string wanted)
    {
        var known = _all.Find(one => one.Upstream == upstream);
        if (known.Id is not null)
        {
            return known.Id;
        }

        var name = DraftNames.Clean(wanted).Replace('/', '-');
        var id = name;
        for (var n = 2; _all.Exists(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase)); n++)
        {
            id = $"{name}-{n}";
        }

        _all.Add((id, upstream, []));
        return id;
    }

    /// <summary>A model that is asked for by its plain name.</summary>
    public void Offer(string id, string model)
    {
        var models = _all.Find(one => one.Id == id).Models;
        if (!models.Contains(model))
        {
            models.Add(model);
        }
    }

    public DraftUpstream Get(string id) => _all.Find(one => one.Id == id).Upstream;
}
