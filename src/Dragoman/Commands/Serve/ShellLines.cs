using Dragoman.Commands.Claude;

namespace Dragoman.Commands.Serve;

/// <summary>The lines to paste into a shell so that Claude Code there talks to the gateway.</summary>
internal static class ShellLines
{
    /// <summary>Each shell with its lines.</summary>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="key">The key, or what stands for it where it is not to be shown.</param>
    /// <param name="unset">Variables that must go, because they would lead past the gateway.</param>
    public static IReadOnlyList<(string Shell, IReadOnlyList<string> Lines)> For(Uri gateway, string key, IReadOnlyList<string> unset)
    {
        (string Name, string Value)[] set = [("ANTHROPIC_BASE_URL", ClaudeEnvironment.BaseUrl(gateway)), ("ANTHROPIC_AUTH_TOKEN", key)];
        return
        [
            ("bash, zsh", [.. set.Select(v => $"export {v.Name}={Posix(v.Value)}"), .. unset.Select(name => $"unset {name}")]),
            ("fish", [.. set.Select(v => $"set -gx {v.Name} {Fish(v.Value)}"), .. unset.Select(name => $"set -e {name}")]),
            ("PowerShell", [.. set.Select(v => $"$env:{v.Name} = {PowerShell(v.Value)}"), .. unset.Select(name => $"Remove-Item Env:{name}")]),
        ];
    }

    // $DRAGOMAN_KEY stands for a key that is not shown; it must stay a variable.
    private static string Posix(string value) =>
        IsVariable(value) ? $"\"{value}\"" : IsPlain(value) ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Fish(string value) =>
        IsVariable(value) || IsPlain(value) ? value // fish does not split what a variable holds
        : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string PowerShell(string value) =>
        IsVariable(value) ? $"$env:{value[1..]}" : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsVariable(string value) => value == $"${AccessKeyVariable.Name}";

    private static bool IsPlain(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':');
}
