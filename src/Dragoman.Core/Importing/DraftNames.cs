namespace Dragoman.Core.Importing;

/// <summary>Names of other gateways as names here: letters, digits and <c>. _ - : / @ +</c>, a letter or digit first.</summary>
internal static class DraftNames
{
    private const int MaxLength = 180;

    /// <summary>The name with what is not allowed replaced by hyphens.</summary>
    public static string Clean(string name)
    {
        var clean = string.Concat(name.Take(MaxLength).Select(c => IsAllowed(c) ? c : '-'));
        clean = clean.TrimStart('.', '_', '-', ':', '/', '@', '+').TrimEnd('-');
        return clean.Length == 0 ? "imported" : clean;
    }

    public static bool IsClean(string name) => name.Length > 0 && Clean(name) == name;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' or '/' or '@' or '+';
}
