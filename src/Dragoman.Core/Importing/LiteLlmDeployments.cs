using System.Globalization;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>The entries of LiteLLM's <c>model_list</c>.</summary>
internal sealed class LiteLlmDeployments(ImportDraft draft, IReadOnlyDictionary<string, SourceMap> credentials)
{
    private static readonly Dictionary<string, string> ParameterReasons = new(StringComparer.Ordinal)
    {
        ["tpm"] = "limits of a host are learned from its answers; limits of keys are set with dragoman limits",
        ["rpm"] = "limits of a host are learned from its answers; limits of keys are set with dragoman limits",
        ["max_parallel_requests"] = "set it with dragoman limits",
        ["aws_access_key_id"] = "AWS's own chain gives credentials here: environment, profile or role",
        ["aws_secret_access_key"] = "AWS's own chain gives credentials here: environment, profile or role",
        ["aws_session_token"] = "AWS's own chain gives credentials here: environment, profile or role",
        ["vertex_credentials"] = "Google's default credentials are used here: set GOOGLE_APPLICATION_CREDENTIALS to the file",
        ["api_version"] = "Azure's v1 endpoint needs none; a resource that has only the old one needs its full URL as endpoint",
        ["temperature"] = "sampling is the client's; nothing is put into its requests",
        ["max_tokens"] = "the client says how long an answer may be; a model's own bound is max_output_tokens under models",
        ["drop_params"] = "what a host does not take is left out here anyhow, and the loss is named",
        ["tags"] = "routing by tags is not carried over",
    };

    private static readonly Dictionary<string, string> InfoReasons = new(StringComparer.Ordinal)
    {
        ["base_model"] = "prices are found by the model's id; write them under models where they differ",
    };

    private readonly List<Deployment> _deployments = [];

    public void Read(SourceMap entry)
    {
        var name = entry.Text("model_name");
        var parameters = entry.Map("litellm_params");
        var info = entry.Map("model_info");
        if (name is null || parameters?.Text("model") is not { } model)
        {
            draft.Notes.Add(entry.Line, entry.Path, "needs model_name and litellm_params.model and was not read");
            return;
        }

        if (info?.Text("mode") is { } mode && mode is not ("chat" or "responses" or "completion"))
        {
            draft.Notes.Add(entry.Line, entry.Path, $"is for {Word(mode)}; only conversations are served here");
            return;
        }

        if (Target(entry, parameters, model) is { } target)
        {
            var weight = parameters.Number("weight") ?? entry.Number("weight");
            _deployments.Add(new Deployment(name, target, parameters.Number("order") ?? 0, weight, entry.Line));
            if (info is not null)
            {
                ReadInfo(info, parameters, target);
            }
        }

        parameters.NoteRest(ParameterReasons);
        info?.NoteRest(InfoReasons);
        entry.NoteRest(ParameterReasons);
    }

    public void MakeRoutes(string? strategy, SourceMap? router)
    {
        foreach (var group in _deployments.GroupBy(one => one.Group, StringComparer.Ordinal))
        {
            var members = group.OrderBy(one => one.Order).ToList();
            var name = DraftNames.Clean(group.Key);
            if (name != group.Key)
            {
                draft.Notes.Add(members[0].Line, "model_name", $"the name has characters that names here cannot have; the route is called {name}");
            }

            var isOrdered = members.Select(one => one.Order).Distinct().Count() > 1;
            var isWeighted = members.Exists(one => one.Weight is not null);
            var route = new DraftRoute(draft.FreeRoute(name))
            {
                Strategy = members.Count == 1 ? null : isOrdered ? "priority" : StrategyOf(strategy, router),
                Targets = [.. members.Select(one => one.Target with { Weight = isWeighted && !isOrdered ? one.Weight ?? 1 : null })],
            };
            draft.Routes.Add(route);
        }
    }

    private static string StrategyOf(string? strategy, SourceMap? router)
    {
        switch (strategy)
        {
            case null or "simple-shuffle":
                return "weighted";
            case "least-busy":
                return "least_busy";
            case "latency-based-routing":
                return "latency";
            case "usage-based-routing" or "usage-based-routing-v2":
                return "headroom";
            case "cost-based-routing":
                return "cost";
            default:
                router?.Note("routing_strategy", "has no counterpart; targets are tried by weight");
                return "weighted";
        }
    }

    private DraftTarget? Target(SourceMap entry, SourceMap parameters, string model)
    {
        var values = parameters.Text("litellm_credential_name") is { } reference ? credentials.GetValueOrDefault(reference) : null;
        var basis = parameters.Take("api_base") ?? parameters.Take("base_url") ?? values?.Take("api_base");
        Uri? uri = null;
        var endpoint = basis is null ? null : ForeignEndpoint.Read(basis.Text, basis.Line, parameters.PathOf("api_base"), draft, out uri);
        var read = LiteLlmModel.Parse(model, parameters.Text("custom_llm_provider"), uri);
        if (read.Provider is null && endpoint is null)
        {
            draft.Notes.Add(entry.Line, entry.Path, "its provider is not known and there is no api_base; add it by hand under upstreams with endpoint");
            return null;
        }

        var provider = read.Provider ?? (uri is null ? "custom" : ForeignProviders.NameOf(uri));
        var upstream = new DraftUpstream(provider)
        {
            Endpoint = uri is null ? endpoint : provider == "azure" ? ForeignEndpoint.Azure(uri) : ForeignEndpoint.UnlessOwn(provider, uri),
            Dialect = read.Dialect,
            FirstByte = Milliseconds(parameters.Number("stream_timeout") ?? parameters.Number("timeout")),
            Headers = ForeignHeaders.Read(parameters.Map("extra_headers") ?? parameters.Map("headers"), draft, provider),
        };
        parameters.Take("timeout");
        upstream = LiteLlmModel.IsCloud(provider)
            ? LiteLlmModel.Place(upstream, parameters, read.Region, draft)
            : upstream with { ApiKey = Key(parameters, values, provider, read.Provider is not null) };
        if (provider == "azure" && upstream.Endpoint is null)
        {
            draft.Notes.Add(entry.Line, entry.Path, "names no api_base; set AZURE_OPENAI_ENDPOINT to https://NAME.openai.azure.com/openai/v1");
            upstream = upstream with { Endpoint = draft.Secrets.Use("AZURE_OPENAI_ENDPOINT", entry.Line) };
        }

        var id = draft.Upstreams.Add(upstream, provider);
        if (read.Model.Contains('*', StringComparison.Ordinal))
        {
            draft.Notes.Add(entry.Line, entry.Path, $"a star needs no route: ask for {id}/MODEL");
            return null;
        }

        if (!DraftNames.IsClean(read.Model))
        {
            draft.Notes.Add(entry.Line, entry.Path, "the model's id has characters that cannot be written here");
            return null;
        }

        return new DraftTarget(id, read.Model);
    }

    private string? Key(SourceMap parameters, SourceMap? values, string provider, bool isKnown)
    {
        var usual = ForeignProviders.KeyVariable(provider);
        var wanted = usual ?? $"{provider}_API_KEY";
        if (parameters.Take("api_key") is { } own)
        {
            return draft.Secrets.Reference(own, parameters.PathOf("api_key"), wanted);
        }

        if (values?.Take("api_key") is { } shared)
        {
            return draft.Secrets.Reference(shared, values.PathOf("api_key"), wanted);
        }

        // Without a key LiteLLM looks into the environment, too.
        return isKnown && usual is not null ? draft.Secrets.Use(usual, parameters.Line) : null;
    }

    private void ReadInfo(SourceMap info, SourceMap parameters, DraftTarget target)
    {
        info.Take("id");
        info.Take("mode");
        var model = $"{draft.Upstreams.Get(target.Upstream).Provider}/{target.Model}";
        var input = info.Number("input_cost_per_token") ?? parameters.Number("input_cost_per_token");
        var output = info.Number("output_cost_per_token") ?? parameters.Number("output_cost_per_token");
        var read = info.Number("cache_read_input_token_cost");
        if (input is { } perInput && output is { } perOutput)
        {
            draft.Know(model, "price", $"{{input: {Million(perInput)}, output: {Million(perOutput)}{(read is { } cached ? $", cache_read: {Million(cached)}" : "")}}}");
        }

        foreach (var (theirs, ours) in new[] { ("max_input_tokens", "context_window"), ("max_output_tokens", "max_output_tokens") })
        {
            if (info.Number(theirs) is > 0 and { } count)
            {
                draft.Know(model, ours, decimal.Truncate(count).ToString(CultureInfo.InvariantCulture));
            }
        }

        foreach (var (theirs, ours) in new[] { ("supports_vision", "vision"), ("supports_function_calling", "tools"), ("supports_reasoning", "reasoning") })
        {
            if (info.Text(theirs)?.ToLowerInvariant() is ("true" or "false") and { } flag)
            {
                draft.Know(model, ours, flag);
            }
        }
    }

    private static string Million(decimal perToken) =>
        decimal.Round(perToken * 1_000_000, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private static long? Milliseconds(decimal? seconds) => seconds is > 0 and <= 86_400 ? (long)(seconds * 1000) : null;

    private static string Word(string text) => DraftNames.Clean(text).Replace('_', ' ');

    private sealed record Deployment(string Group, DraftTarget Target, decimal Order, decimal? Weight, int Line);
}
