namespace Dragoman.Dialects.ServerTools;

/// <summary>
/// The client's domain lists: <c>example.com</c> means the host and all under it, <c>example.com/blog</c> that path only (H-184).
/// </summary>
public static class DomainFilter
{
    /// <summary>True when a page may be used.</summary>
    public static bool Allows(WebTool tool, Uri url) =>
        (tool.AllowedDomains.Count == 0 || tool.AllowedDomains.Any(domain => Covers(domain, url)))
        && !tool.BlockedDomains.Any(domain => Covers(domain, url));

    /// <summary>True when the URL lies within the domain.</summary>
    public static bool Covers(string domain, Uri url)
    {
        var scheme = domain.IndexOf("://", StringComparison.Ordinal);
        var bare = scheme >= 0 ? domain[(scheme + 3)..] : domain;
        bare = bare.StartsWith("*.", StringComparison.Ordinal) ? bare[2..] : bare;
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        var host = (slash >= 0 ? bare[..slash] : bare).TrimEnd('.');
        var path = slash >= 0 ? bare[slash..].TrimEnd('*', '/') : string.Empty;
        var own = url.IdnHost.TrimEnd('.');
        var isHost = own.Equals(host, StringComparison.OrdinalIgnoreCase)
            || own.EndsWith("." + host, StringComparison.OrdinalIgnoreCase);
        return host.Length > 0 && isHost
            && (path.Length == 0 || url.AbsolutePath.Equals(path, StringComparison.Ordinal)
                || url.AbsolutePath.StartsWith(path + "/", StringComparison.Ordinal));
    }
}
