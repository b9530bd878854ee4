using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Claude;

/// <summary>
/// Claude Code's settings files. What their <c>env</c> says wins over the process's environment, and an <c>apiKeyHelper</c> sends
/// its own key; both would lead past the gateway, so for a child they are overruled with <c>--settings</c>, which wins over them.
/// </summary>
internal static class ClaudeSettings
{
    /// <summary>A setting that stands in the way.</summary>
    /// <param name="File">Where.</param>
    /// <param name="Name">Which, e.g. <c>env.ANTHROPIC_BASE_URL</c>.</param>
    /// <param name="Value">Its value; empty for what may be secret.</param>
    public readonly record struct Obstacle(string File, string Name, string Value);

    /// <summary>Every setting of the user and of the project that leads past the gateway at <paramref name="baseUrl"/>.</summary>
    public static IReadOnlyList<Obstacle> Obstacles(CommandHost host, string? baseUrl) =>
        [.. Files(host).SelectMany(file => Obstacles(file, baseUrl))];

    /// <summary>Settings for <c>--settings</c> under which Claude Code uses the given variables whatever its files say.</summary>
    public static string Overrule(IReadOnlyDictionary<string, string> values)
    {
        var env = new JsonObject();
        foreach (var (name, value) in values)
        {
            env[name] = value;
        }

        foreach (var name in ClaudeEnvironment.Leading)
        {
            env[name] = string.Empty;
        }

        return new JsonObject { ["apiKeyHelper"] = string.Empty, ["env"] = env }.ToJsonString();
    }

    private static IEnumerable<string> Files(CommandHost host)
    {
        var home = host.Variable("CLAUDE_CONFIG_DIR")
            ?? ((host.Variable("HOME") ?? host.Variable("USERPROFILE")) is { } user ? Path.Combine(user, ".claude") : null);
        if (home is not null)
        {
            yield return Path.Combine(home, "settings.json");
        }

        yield return Path.Combine(host.WorkingDirectory, ".claude", "settings.json");
        yield return Path.Combine(host.WorkingDirectory, ".claude", "settings.local.json");
    }

    private static IEnumerable<Obstacle> Obstacles(string file, string? baseUrl)
    {
        if (Read(file) is not { } settings)
        {
            yield break;
        }

        if (Text(settings["apiKeyHelper"]) is { Length: > 0 })
        {
            yield return new Obstacle(file, "apiKeyHelper", string.Empty);
        }

        if (settings["env"] is not JsonObject env)
        {
            yield break;
        }

        if (Text(env["ANTHROPIC_BASE_URL"]) is { Length: > 0 } url && url.TrimEnd('/') != baseUrl)
        {
            yield return new Obstacle(file, "env.ANTHROPIC_BASE_URL", url);
        }

        foreach (var name in ClaudeEnvironment.Leading.Prepend("ANTHROPIC_AUTH_TOKEN").Where(name => Text(env[name]) is { Length: > 0 }))
        {
            yield return new Obstacle(file, $"env.{name}", string.Empty);
        }
    }

    private static JsonObject? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            }) as JsonObject;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString() : null;
}
