using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>LiteLLM's <c>config.yaml</c>: a group of deployments is a route, its deployments are the targets.</summary>
internal static class LiteLlmImport
{
    private static readonly Dictionary<string, string> SectionReasons = new(StringComparer.Ordinal)
    {
        ["include"] = "other files are not opened; import each of them",
        ["guardrails"] = "guardrails are not carried over",
        ["prompts"] = "prompts are the client's here",
        ["mcp_servers"] = "tools of servers are the client's: add the servers to Claude Code",
        ["search_tools"] = "write a section search for models whose provider does not search",
        ["callback_settings"] = "turns are recorded by the gateway itself: dragoman turns",
    };

    private static readonly Dictionary<string, string> GeneralReasons = new(StringComparer.Ordinal)
    {
        ["master_key"] = "is not copied; the gateway makes its first key at its first start, and dragoman keys makes more",
        ["database_url"] = "is not copied; keys and spend are kept in the gateway's own store",
        ["alerting"] = "alerts are not carried over",
        ["max_parallel_requests"] = "set it with dragoman limits",
        ["global_max_parallel_requests"] = "set it with dragoman limits",
    };

    public static void Read(SourceMap source, ImportDraft draft)
    {
        var credentials = Credentials(source);
        var reader = new LiteLlmDeployments(draft, credentials);
        foreach (var entry in source.Maps("model_list"))
        {
            reader.Read(entry);
        }

        var general = source.Map("general_settings");
        general?.NoteRest(GeneralReasons);
        var module = source.Map("litellm_settings");
        var router = source.Map("router_settings");
        reader.MakeRoutes(router?.Text("routing_strategy"), router);
        new LiteLlmRouting(draft).Apply(router, module);
        if (source.Map("environment_variables") is { } variables)
        {
            foreach (var (name, value) in variables.Members())
            {
                draft.Notes.Add(value.Line, variables.PathOf(name), "values are not copied; set it in the gateway's environment where something needs it");
            }
        }

        source.NoteRest(SectionReasons);
    }

    private static Dictionary<string, SourceMap> Credentials(SourceMap source)
    {
        var found = new Dictionary<string, SourceMap>(StringComparer.Ordinal);
        foreach (var entry in source.Maps("credential_list"))
        {
            entry.Take("credential_info");
            if (entry.Text("credential_name") is { } name && entry.Map("credential_values") is { } values)
            {
                found[name] = values;
            }
        }

        return found;
    }
}
