using System.Text.RegularExpressions;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>References to values outside the file: <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${file:/path}</c>.</summary>
internal static partial class References
{
    /// <summary>True where the text is exactly one reference to a secret.</summary>
    public static bool IsReference(string text, out SecretKind kind, out string name)
    {
        kind = SecretKind.Environment;
        name = "";
        var match = Whole().Match(text);
        if (!match.Success)
        {
            return false;
        }

        name = match.Groups["name"].Value;
        if (name.StartsWith("file:", StringComparison.Ordinal))
        {
            (kind, name) = (SecretKind.File, name[5..]);
            return name.Length > 0;
        }

        return Variable().IsMatch(name);
    }

    /// <summary>The text with every <c>${NAME}</c> filled in; null after noting an error. For settings that are no secrets.</summary>
    public static string? Expand(ConfigNode node, string path, BindContext context)
    {
        var failed = false;
        var text = Any().Replace(node.Text, match =>
        {
            var name = match.Groups["name"].Value;
            if (context.Secrets.Find(SecretKind.Environment, name) is { } value)
            {
                return value;
            }

            if (match.Groups["default"].Success)
            {
                return match.Groups["default"].Value;
            }

            failed = true;
            context.Error(node, path, $"the environment variable {name} is not set", $"set {name}, or write ${{{name}:-default}}");
            return "";
        });
        return failed ? null : text;
    }

    [GeneratedRegex(@"^\$\{(?<name>[^{}]{1,1000})\}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Whole();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,199}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]{0,199})(:-(?<default>[^{}]{0,1000}))?\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Any();
}
