namespace Dragoman.EndToEnd.Cli;

/// <summary>How the CLI is started.</summary>
public sealed record ClaudeOptions
{
    /// <summary>The address the CLI is pointed at.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The key it sends as <c>x-api-key</c>; null leaves it out.</summary>
    public string? ApiKey { get; init; } = "sk-dragoman-test";

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>The model to ask for; null leaves the CLI's default.</summary>
    public string? Model { get; init; } = "claude-opus-5-5";

    /// <summary>How tools are allowed.</summary>
    public string PermissionMode { get; init; } = "bypassPermissions";

    /// <summary>Further arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>True: prompts come as stream-json on standard input, the first being <see cref="Prompt"/>, and the session stays open.</summary>
    public bool Conversational { get; init; }

    /// <summary>After this time the process tree is killed and the run fails.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(45);
}
