using System.Text.RegularExpressions;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>
/// Turns credentials of the foreign file into references. A value in the clear becomes a variable that the user sets; the value
/// itself is kept only to check that it is in no output.
/// </summary>
internal sealed partial class ImportSecrets(ImportNotes notes)
{
    private static readonly string[] Placeholders =
    [
        "none", "null", "empty", "dummy", "na", "n/a", "not-needed", "no-key", "no-key-required", "anything", "placeholder", "unused", "x", "xxx",
        "ollama", "lm-studio", "lmstudio", "vllm", "sglang", "llamacpp",
    ];

    private readonly HashSet<string> _referenced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byValue = new(StringComparer.Ordinal);
    private readonly List<ImportVariable> _variables = [];

    /// <summary>What must be set, each once, in order of use.</summary>
    public IReadOnlyList<ImportVariable> Variables => _variables;

    /// <summary>Looks through the whole file first: which variables it names already, and which values must not get out.</summary>
    public void Survey(ConfigNode node)
    {
        foreach (var (key, value) in node.Members)
        {
            if (value.Kind != NodeKind.Scalar)
            {
                Survey(value);
            }
            else if (VariableOf(value.Text) is { } variable)
            {
                _referenced.Add(variable);
            }
            else if (NamesSecret(key.Text))
            {
                Remember(value.Text);
            }
        }

        foreach (var item in node.Items)
        {
            Survey(item);
        }
    }

    /// <summary>The reference for a credential; null where the value is one of those that mean "none".</summary>
    /// <param name="node">The value as written.</param>
    /// <param name="path">Where it is written.</param>
    /// <param name="wanted">The variable's name where the file held the value itself.</param>
    public string? Reference(ConfigNode node, string path, string wanted)
    {
        if (node.Kind != NodeKind.Scalar || IsPlaceholder(node.Text))
        {
            return null;
        }

        if (VariableOf(node.Text) is { } named)
        {
            return Use(named, node.Line);
        }

        Remember(node.Text);
        if (!_byValue.TryGetValue(node.Text, out var variable))
        {
            variable = Free(VariableName(wanted));
            _byValue[node.Text] = variable;
            _variables.Add(new ImportVariable(variable, node.Line, WasInTheClear: true));
            notes.Add(node.Line, path, $"held the secret itself; it is not copied: set {variable}, and give the key up if the file was ever shared");
        }

        return $"${{{variable}}}";
    }

    /// <summary>The reference to a variable that the environment must offer.</summary>
    public string Use(string variable, int line)
    {
        if (!_variables.Exists(one => one.Name == variable))
        {
            _variables.Add(new ImportVariable(variable, line, WasInTheClear: false));
        }

        return $"${{{variable}}}";
    }

    /// <summary>The variable that a value names: <c>os.environ/NAME</c>, <c>$NAME</c>, <c>${NAME}</c>; null where it names none.</summary>
    public static string? VariableOf(string text)
    {
        var match = Named().Match(text);
        return match.Success ? match.Groups["name"].Value : null;
    }

    /// <summary>True where a text holds a value that must not get out.</summary>
    public bool Leaks(string text) => _values.Any(value => text.Contains(value, StringComparison.Ordinal));

    public static bool IsPlaceholder(string text) => text.Trim() is var trimmed
        && (trimmed.Length == 0 || Placeholders.Contains(trimmed, StringComparer.OrdinalIgnoreCase));

    /// <summary>True where a member of that name holds a credential.</summary>
    public static bool NamesSecret(string member) => SecretName().IsMatch(member) && !NoSecretName().IsMatch(member);

    /// <summary>A text as the name of a variable.</summary>
    public static string VariableName(string text)
    {
        var name = string.Concat(text.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "KEY_" + name : name[..Math.Min(name.Length, 100)];
    }

    private string Free(string wanted)
    {
        var name = wanted;
        for (var n = 2; _referenced.Contains(name) || _variables.Exists(one => one.Name == name); n++)
        {
            name = $"{wanted}_{n}";
        }

        return name;
    }

    // Short ones would be found in words that are none.
    private void Remember(string value)
    {
        if (value.Length >= 8 && !IsPlaceholder(value))
        {
            _values.Add(value);
        }
    }

    [GeneratedRegex(@"^(os\.environ/|\$\{?)(?<name>[A-Za-z_][A-Za-z0-9_]{0,199})\}?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex("(api_?key|^key$|secret|password|passwd|authorization|credential|master_?key|salt|private_?key|access_?key|token$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();

    [GeneratedRegex("(credential_name|virtual_?key|per_token|_name$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NoSecretName();
}
