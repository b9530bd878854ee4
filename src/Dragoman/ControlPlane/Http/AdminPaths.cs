namespace Dragoman.ControlPlane.Http;

/// <summary>The paths that belong to the admin API; all others are the data plane's.</summary>
internal static class AdminPaths
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/admin/v1";

    /// <summary>Where Anthropic's own admin API has what is offered here in its shapes.</summary>
    public const string Anthropic = "/v1/organizations";

    /// <summary>The API's document.</summary>
    public const string Document = Root + "/openapi.json";

    /// <summary>True for a path of the admin API. Asked for each turn: one comparison of characters, nothing made.</summary>
    public static bool Owns(string? path) => path is not null
        && (Begins(path, "/admin") || Begins(path, Anthropic));

    private static bool Begins(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
