using Dragoman.Dialects;

namespace Dragoman.Core.Routing;

/// <summary>From a URL to the dialect that it must speak.</summary>
public static class Endpoints
{
    /// <summary>The dialect that a full URL names by its path; null where it is a base URL.</summary>
    public static string? DialectOf(Uri endpoint)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        return DialectRegistry.All.FirstOrDefault(dialect => dialect.OwnsPath(path))?.Name;
    }
}
