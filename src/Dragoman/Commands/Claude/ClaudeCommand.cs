using System.CommandLine;

namespace Dragoman.Commands.Claude;

/// <summary>
/// <c>dragoman claude …</c>: the developer's own Claude Code through the gateway, for that one process. Everything behind the word
/// belongs to Claude Code, so this is no verb of the parser; what stands before it (<c>--config</c>, <c>--data</c>, <c>--store</c>) is ours.
/// </summary>
internal static class ClaudeCommand
{
    /// <summary>The word.</summary>
    public const string Name = "claude";

    private static readonly string[] OwnOptions = ["--config", "--data", "--store"];

    /// <summary>The verb as help shows it. It is never called through the parser, except for what stands before it being wrong.</summary>
    public static Verb Describe()
    {
        var verb = new Verb(Name, "Run your Claude Code through the gateway, for this one process; everything behind the word is its own.");
        verb.SetAction(new Action<ParseResult>(_ => throw new CommandFailure(
            "Before the word claude only --config, --data and --store may stand; everything behind it is Claude Code's.")));
        return verb;
    }

    /// <summary>True where the arguments call it; gives our options and Claude Code's arguments.</summary>
    public static bool Matches(IReadOnlyList<string> arguments, out Dictionary<string, string> own, out IReadOnlyList<string> theirs)
    {
        own = new Dictionary<string, string>(StringComparer.Ordinal);
        theirs = [];
        var i = 0;
        while (i < arguments.Count && arguments[i].StartsWith('-'))
        {
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arguments[i] : arguments[i][..equals];
            if (!OwnOptions.Contains(name) || (equals < 0 && i + 1 == arguments.Count))
            {
                return false;
            }

            own[name] = equals < 0 ? arguments[++i] : arguments[i][(equals + 1)..];
            i++;
        }

        if (i == arguments.Count || arguments[i] != Name)
        {
            return false;
        }

        theirs = [.. arguments.Skip(i + 1)];
        return true;
    }

    /// <summary>Runs it and gives the child's exit code.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyDictionary<string, string> own, IReadOnlyList<string> theirs, CommandHost host, CancellationToken cancellation)
    {
        var executable = ClaudeExecutable.Require(host);
        var shared = new SharedOptions(host);
        var configFile = shared.ConfigFile(own.GetValueOrDefault("--config"));
        var data = DataDirectory.Resolve(own.GetValueOrDefault("--data"), configFile, host);
        await using var session = await GatewaySession.OpenAsync(configFile, data, shared.StoreAddress(own.GetValueOrDefault("--store")), host, cancellation);
        if (session.Missing is { } missing)
        {
            throw new CommandFailure(missing);
        }

        var values = ClaudeEnvironment.Values(session.Address, session.Key, host);
        using var overruling = Overruling(theirs, values, data, host);
        return await ClaudeProcess.RunAsync(ClaudeProcess.Prepare(
            executable, overruling is null ? theirs : ["--settings", overruling.Path, .. theirs], values, host));
    }

    private static PrivateFile? Overruling(
        IReadOnlyList<string> theirs, IReadOnlyDictionary<string, string> values, string data, CommandHost host)
    {
        var obstacles = ClaudeSettings.Obstacles(host, baseUrl: null);
        if (obstacles.Count == 0)
        {
            return null;
        }

        var names = string.Join(", ", obstacles.Select(obstacle => $"{obstacle.Name} in {obstacle.File}"));
        if (theirs.Any(argument => argument == "--settings" || argument.StartsWith("--settings=", StringComparison.Ordinal)))
        {
            host.Error.WriteLine($"dragoman: your own --settings are used as they are, so these may lead past the gateway: {names}.");
            return null;
        }

        host.Error.WriteLine($"dragoman: for this process the gateway takes the place of {names}.");
        return PrivateFile.Create(data, "claude-settings", ClaudeSettings.Overrule(values));
    }
}
