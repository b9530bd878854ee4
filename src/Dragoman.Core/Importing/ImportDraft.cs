namespace Dragoman.Core.Importing;

/// <summary>The configuration while it is put together.</summary>
internal sealed class ImportDraft
{
    public ImportDraft(string file)
    {
        Notes = new ImportNotes(file);
        Secrets = new ImportSecrets(Notes);
        Upstreams = new DraftUpstreams();
    }

    public ImportNotes Notes { get; }

    public ImportSecrets Secrets { get; }

    public DraftUpstreams Upstreams { get; }

    public List<DraftRoute> Routes { get; } = [];

    /// <summary>Name and target.</summary>
    public List<(string Name, string Target)> Aliases { get; } = [];

    /// <summary>Lines of the one rule; empty for none.</summary>
    public List<string> Rule { get; } = [];

    /// <summary>The rule's name.</summary>
    public string RuleName { get; set; } = "";

    /// <summary>What is known of models: <c>provider/model</c> and its members as YAML.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Models { get; } = new(StringComparer.Ordinal);

    public string? DefaultRoute { get; set; }

    public DraftRoute? Route(string name) => Routes.Find(route => route.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A name that no route has yet.</summary>
    public string FreeRoute(string wanted)
    {
        var name = DraftNames.Clean(wanted);
        for (var n = 2; Route(name) is not null; n++)
        {
            name = $"{DraftNames.Clean(wanted)}-{n}";
        }

        return name;
    }

    public void Know(string model, string member, string value)
    {
        if (!Models.TryGetValue(model, out var members))
        {
            Models[model] = members = new(StringComparer.Ordinal);
        }

        members[member] = value;
    }
}
