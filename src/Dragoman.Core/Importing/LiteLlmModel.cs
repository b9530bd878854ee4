namespace Dragoman.Core.Importing;

/// <summary>LiteLLM's <c>provider/model</c>: what comes before the slash says which host and which of its APIs.</summary>
/// <param name="Provider">The catalogue's id; null where it has none.</param>
/// <param name="Model">The id at the host.</param>
/// <param name="Dialect">The dialect, where the model's id names one.</param>
/// <param name="Region">The region, where the model's id names one.</param>
internal sealed record LiteLlmModel(string? Provider, string Model, string? Dialect, string? Region)
{
    public static LiteLlmModel Parse(string model, string? custom, Uri? endpoint)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var prefix = custom ?? (slash > 0 ? model[..slash] : "");
        var known = ForeignProviders.Named(prefix);
        if (custom is null && known is null && slash > 0 && endpoint is null)
        {
            // "meta-llama/…" is the name of a model, not of a provider.
            known = ForeignProviders.MakerOf(model);
            return new LiteLlmModel(known, model, null, null);
        }

        var id = slash > 0 && (custom is null || model.StartsWith(custom + "/", StringComparison.Ordinal)) ? model[(slash + 1)..] : model;
        if (prefix.Length == 0)
        {
            known = endpoint is null ? ForeignProviders.MakerOf(model) : null;
        }

        // "openai/" in front of another host's address means its protocol only.
        if (endpoint is not null && known is null or "openai")
        {
            known = ForeignProviders.At(endpoint);
        }

        return known switch
        {
            "bedrock" => Bedrock(id),
            "vertex" => new(id.Contains("claude", StringComparison.OrdinalIgnoreCase) ? "vertex-claude" : "vertex", id, null, null),
            "azure" when endpoint?.AbsolutePath.StartsWith("/anthropic", StringComparison.Ordinal) == true => new("azure-foundry", id, null, null),
            _ => Responses(known, id),
        };
    }

    public static bool IsCloud(string provider) => provider is "bedrock" or "bedrock-claude" or "vertex" or "vertex-claude";

    /// <summary>Region and project; where the file takes them from the environment the whole address does.</summary>
    public static DraftUpstream Place(DraftUpstream upstream, SourceMap parameters, string? region, ImportDraft draft)
    {
        var isAws = upstream.Provider.StartsWith("bedrock", StringComparison.Ordinal);
        var (member, usual) = isAws ? ("aws_region_name", "us-east-1") : ("vertex_location", "us-central1");
        var place = region ?? parameters.Text(member);
        var project = isAws ? null : parameters.Text("vertex_project");
        if (upstream.Endpoint is not null)
        {
            return upstream with { Region = place is null || ImportSecrets.VariableOf(place) is not null ? usual : DraftNames.Clean(place) };
        }

        if (place is null)
        {
            draft.Notes.Add(parameters.Line, parameters.PathOf(member), $"is not said; {usual} is written, change it where that is wrong");
        }
        else if (ImportSecrets.VariableOf(place) is not null)
        {
            draft.Notes.Add(parameters.Line, parameters.PathOf(member), $"a region is written, not taken from the environment; {usual} is written, change it where that is wrong");
            place = null;
        }

        if (!isAws && (project is null || ImportSecrets.VariableOf(project) is not null))
        {
            draft.Notes.Add(parameters.Line, parameters.PathOf("vertex_project"), "a project is written, not taken from the environment; replace my-project by its id");
            project = "my-project";
        }

        return upstream with { Region = DraftNames.Clean(place ?? usual), Project = project is null ? null : DraftNames.Clean(project) };
    }

    private static LiteLlmModel Bedrock(string id)
    {
        var parts = id.Split('/');
        var dialect = parts[0] is "converse" or "invoke" ? parts[0] : null;
        var rest = dialect is null ? parts : parts[1..];
        var region = rest.Length > 1 && rest[0].Count(c => c == '-') == 2 ? rest[0] : null;
        var model = string.Join('/', region is null ? rest : rest[1..]);
        var isClaude = model.Contains("anthropic.claude", StringComparison.OrdinalIgnoreCase) && dialect != "converse";
        return new LiteLlmModel(isClaude ? "bedrock-claude" : "bedrock", model, null, region);
    }

    private static LiteLlmModel Responses(string? provider, string id) => id.StartsWith("responses/", StringComparison.Ordinal)
        ? new LiteLlmModel(provider, id["responses/".Length..], "openai-responses", null)
        : new LiteLlmModel(provider, id, null, null);
}
