using Dragoman.Core.Configuration.Binding;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Importing;

/// <summary>The entries of claude-code-router's <c>Providers</c>.</summary>
internal sealed class CodeRouterProviders(ImportDraft draft, long? timeoutMs)
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["tokenizer"] = "tokens are estimated and corrected by what the host reports",
    };

    private readonly Dictionary<string, string> _upstreams = new(StringComparer.OrdinalIgnoreCase);

    public void Read(SourceMap entry)
    {
        if (entry.Text("name") is not { } name || (entry.Take("api_base_url") ?? entry.Take("baseUrl")) is not { } address)
        {
            draft.Notes.Add(entry.Line, entry.Path, "needs name and api_base_url and was not read");
            return;
        }

        var endpoint = ForeignEndpoint.Read(address.Text, address.Line, entry.PathOf("api_base_url"), draft, out var uri);
        if (endpoint is null)
        {
            return;
        }

        // An address says whose it is. Where it is nobody's, the name is the user's own.
        var provider = (uri is null ? ForeignProviders.Named(name) : ForeignProviders.At(uri)) ?? DraftNames.Clean(name).Replace('/', '-');
        var transformers = Transformers(entry, out var models);
        var upstream = new DraftUpstream(provider)
        {
            Endpoint = uri is null ? endpoint : Endpoint(provider, uri),
            Dialect = Dialect(provider, uri, transformers),
            ApiKey = Key(entry, provider),
            FirstByte = timeoutMs,
        };
        var id = draft.Upstreams.Add(upstream, name);
        _upstreams[name] = id;
        foreach (var (item, _) in entry.Items("models"))
        {
            if (item.Kind == NodeKind.Scalar && DraftNames.IsClean(item.Text))
            {
                draft.Upstreams.Offer(id, item.Text);
            }
        }

        foreach (var (model, bound) in models)
        {
            foreach (var one in model is null ? draft.Upstreams.All.First(all => all.Id == id).Models : [model])
            {
                draft.Know($"{provider}/{one}", "max_output_tokens", bound);
            }
        }

        entry.NoteRest(Reasons);
    }

    /// <summary>The target of <c>provider,model</c>; null where the provider was not carried over.</summary>
    public DraftTarget? Find(ConfigNode written)
    {
        var comma = written.Text.IndexOf(',', StringComparison.Ordinal);
        var model = comma > 0 ? written.Text[(comma + 1)..].Trim() : "";
        return comma > 0 && DraftNames.IsClean(model) && _upstreams.TryGetValue(written.Text[..comma].Trim(), out var id)
            ? new DraftTarget(id, model)
            : null;
    }

    private string? Key(SourceMap entry, string provider) =>
        entry.Take("api_key") is { } key
            ? draft.Secrets.Reference(key, entry.PathOf("api_key"), ForeignProviders.KeyVariable(provider) ?? $"{provider}_API_KEY")
            : null;

    // Gemini's address ends where models begin; the rest is the provider's own or as written.
    private static string? Endpoint(string provider, Uri uri)
    {
        if (provider == "gemini" && uri.AbsolutePath.TrimEnd('/').EndsWith("/models", StringComparison.Ordinal))
        {
            return null;
        }

        return provider == "azure" ? ForeignEndpoint.Azure(uri) : ForeignEndpoint.UnlessOwn(provider, uri);
    }

    private static string? Dialect(string provider, Uri? uri, HashSet<string> transformers)
    {
        if (uri is not null && Endpoints.DialectOf(uri) is not null)
        {
            return null;
        }

        return transformers.Contains("anthropic") && provider != "anthropic" ? DialectNames.AnthropicMessages
            : transformers.Contains("gemini") && provider != "gemini" ? "gemini"
            : null;
    }

    // A transformer is a name, or a list of a name and its options; under a model's name they hold for that model.
    private HashSet<string> Transformers(SourceMap entry, out List<(string? Model, string Bound)> bounds)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bounds = [];
        if (entry.Map("transformer") is not { } transformer)
        {
            return found;
        }

        foreach (var (member, value) in transformer.Members())
        {
            var model = SourceMap.Is(member, "use") ? null : member;
            var list = model is null ? value : value.Members.Find(one => SourceMap.Is(one.Key.Text, "use")).Value;
            foreach (var item in list?.Items ?? [])
            {
                Note(item, model, transformer.PathOf(member), found, bounds);
            }
        }

        return found;
    }

    private void Note(ConfigNode item, string? model, string path, HashSet<string> found, List<(string? Model, string Bound)> bounds)
    {
        var name = item.Kind == NodeKind.Sequence ? item.Items.FirstOrDefault()?.Text ?? "" : item.Text;
        var options = item.Kind == NodeKind.Sequence ? item.Items.ElementAtOrDefault(1) : null;
        if (model is null)
        {
            found.Add(name);
        }

        if (name.Equals("maxtoken", StringComparison.OrdinalIgnoreCase)
            && options?.Members.Find(one => SourceMap.Is(one.Key.Text, "max_tokens")).Value?.Text is { } bound
            && long.TryParse(bound, out var tokens) && tokens > 0)
        {
            bounds.Add((model, bound));
        }
        else if (options is { Kind: NodeKind.Mapping } && name.Equals("openrouter", StringComparison.OrdinalIgnoreCase))
        {
            draft.Notes.Add(item.Line, path, "OpenRouter's provider options are the upstream's preferences here, in the same words; write them there");
        }
        else if (!IsBuiltIn(name))
        {
            draft.Notes.Add(item.Line, path, $"the transformer {DraftNames.Clean(name)} is not carried over; what a host needs is in its profile");
        }
    }

    // What these do is done here for every host that needs it: by dialect, by profile, or by repairing arguments.
    private static bool IsBuiltIn(string name) => name.ToLowerInvariant() is "anthropic" or "gemini" or "openai" or "deepseek" or "openrouter" or "groq"
        or "cerebras" or "enhancetool" or "reasoning" or "tooluse" or "cleancache" or "vercel" or "streamoptions" or "maxcompletiontokens";
}
