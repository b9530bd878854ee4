using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dragoman.Hosting;

/// <summary>The web server's limits: tight where a stranger could waste memory, wide where a turn takes its time (H-332, H-500).</summary>
internal static class KestrelLimits
{
    /// <summary>Sets the limits and the address.</summary>
    public static void Apply(KestrelServerOptions kestrel, IPEndPoint listen)
    {
        kestrel.AddServerHeader = false;
        // The intake counts bytes itself and answers 413 in the client's dialect.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        kestrel.Listen(listen);
    }
}
