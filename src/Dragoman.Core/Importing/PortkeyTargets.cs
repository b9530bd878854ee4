using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>The leaves of a Portkey config: a provider, a key and perhaps a model.</summary>
internal sealed class PortkeyTargets(ImportDraft draft)
{
    private static readonly string[] Aws = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_role_arn", "aws_external_id", "aws_auth_type"];

    public DraftTarget? Read(SourceMap map, PortkeyDefaults defaults)
    {
        map.Take("weight");
        map.Take("name");
        var (slug, model) = Split(defaults.Model);
        var named = map.Text("provider");
        slug = map.Text("virtual_key") ?? (named?.StartsWith('@') == true ? named[1..] : slug);
        model = map.Text("azure_deployment_id") ?? map.Text("deployment_id") ?? model;
        var endpoint = Endpoint(map, out var uri);
        var provider = ProviderOf(named, slug, model, uri);
        if (provider is null)
        {
            draft.Notes.Add(map.Line, map.Path, slug is null
                ? "names no provider that is known here; write the target by hand"
                : "names a key of Portkey's vault and no provider; write the target by hand");
            return null;
        }

        provider = ForModel(provider, model);
        if (model is null && ProviderCatalogue.BuiltIn.Find(provider)?.Tiers?.FirstOrDefault(tier => tier.Name == "sonnet")?.Target is { } usual)
        {
            draft.Notes.Add(map.Line, map.Path, $"names no model; {usual} is written, change it where you want another");
            model = usual;
        }

        if (model is null || !DraftNames.IsClean(model))
        {
            draft.Notes.Add(map.Line, map.Path, "names no model that can be written here; write the target by hand");
            return null;
        }

        var upstream = new DraftUpstream(provider) { Endpoint = endpoint is null || uri is null ? endpoint : ForeignEndpoint.UnlessOwn(provider, uri), FirstByte = defaults.Timeout };
        upstream = LiteLlmModel.IsCloud(provider) ? Place(upstream, map) : upstream with { ApiKey = Key(map, slug, provider) };
        if (provider == "azure" && upstream.Endpoint is null)
        {
            upstream = upstream with { Endpoint = draft.Secrets.Use("AZURE_OPENAI_ENDPOINT", map.Line) };
            draft.Notes.Add(map.Line, map.Path, "names no resource; set AZURE_OPENAI_ENDPOINT to https://NAME.openai.azure.com/openai/v1");
        }

        return new DraftTarget(draft.Upstreams.Add(upstream, slug is null ? provider : DraftNames.Clean(slug)), model);
    }

    private string? Endpoint(SourceMap map, out Uri? uri)
    {
        uri = null;
        if (map.Take("custom_host") is { } host)
        {
            return ForeignEndpoint.Read(host.Text, host.Line, map.PathOf("custom_host"), draft, out uri);
        }

        if (map.Take("azure_resource_name") is { } resource)
        {
            map.Take("azure_api_version");
            return ForeignEndpoint.Read($"https://{DraftNames.Clean(resource.Text)}.openai.azure.com/openai/v1", resource.Line, map.PathOf("azure_resource_name"), draft, out uri);
        }

        return null;
    }

    // Portkey's own words first; a key's name often holds its provider's; a model's id mostly does.
    private static string? ProviderOf(string? named, string? slug, string? model, Uri? uri)
    {
        if (named is not null && !named.StartsWith('@'))
        {
            return ForeignProviders.Named(named) ?? (uri is null ? null : DraftNames.Clean(named).Replace('/', '-'));
        }

        var words = (slug ?? "").Split('-', '_');
        for (var length = Math.Min(2, words.Length); length > 0; length--)
        {
            for (var i = 0; i + length <= words.Length; i++)
            {
                if (ForeignProviders.Named(string.Join('-', words[i..(i + length)])) is { } known)
                {
                    return known;
                }
            }
        }

        return (uri is null ? null : ForeignProviders.At(uri)) ?? (model is null ? null : ForeignProviders.MakerOf(model));
    }

    private static string ForModel(string provider, string? model) => (provider, model?.Contains("claude", StringComparison.OrdinalIgnoreCase)) switch
    {
        ("bedrock", true) => "bedrock-claude",
        ("vertex", true) => "vertex-claude",
        _ => provider,
    };

    private DraftUpstream Place(DraftUpstream upstream, SourceMap map)
    {
        foreach (var member in Aws.Where(map.Has))
        {
            map.Take(member);
            map.Note(member, "AWS's own chain gives credentials here: environment, profile or role");
        }

        var isAws = upstream.Provider.StartsWith("bedrock", StringComparison.Ordinal);
        var region = map.Text(isAws ? "aws_region" : "vertex_region");
        var project = isAws ? null : map.Text("vertex_project_id");
        if (region is null || (!isAws && project is null))
        {
            draft.Notes.Add(map.Line, map.Path, isAws ? "names no region; us-east-1 is written" : "names no region or no project; us-central1 and my-project are written where they lack");
        }

        return upstream with
        {
            Region = DraftNames.Clean(region ?? (isAws ? "us-east-1" : "us-central1")),
            Project = isAws ? null : DraftNames.Clean(project ?? "my-project"),
        };
    }

    private string? Key(SourceMap map, string? slug, string provider)
    {
        var usual = ForeignProviders.KeyVariable(provider);
        if (map.Take("api_key") is { } key)
        {
            return draft.Secrets.Reference(key, map.PathOf("api_key"), usual ?? $"{provider}_API_KEY");
        }

        if (slug is null)
        {
            return usual is null ? null : draft.Secrets.Use(usual, map.Line);
        }

        var variable = ImportSecrets.VariableName($"{slug}_API_KEY");
        draft.Notes.Add(map.Line, map.Path, $"its key is in Portkey's vault; set {variable} to it");
        return draft.Secrets.Use(variable, map.Line);
    }

    // "@openai-prod/gpt-5": a key of the vault in front of the model.
    private static (string? Slug, string? Model) Split(string? model)
    {
        var slash = model?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return model?.StartsWith('@') == true && slash > 0 ? (model[1..slash], model[(slash + 1)..]) : (null, model);
    }
}
