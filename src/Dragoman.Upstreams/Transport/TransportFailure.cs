using Dragoman.Dialects.Conversation;

namespace Dragoman.Upstreams.Transport;

/// <summary>Turns what can go wrong on the way to an upstream into failures that say what to do.</summary>
public static class TransportFailure
{
    /// <summary>No response came at all.</summary>
    public static Failure From(HttpRequestException exception, string upstream) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => Unreachable(upstream, "its host name cannot be resolved; check the endpoint and DNS"),
        HttpRequestError.ConnectionError => Unreachable(upstream, "the connection was refused or timed out; check that it is up and the endpoint is right"),
        HttpRequestError.SecureConnectionError => Unreachable(upstream, "TLS could not be agreed on; check its certificate and the scheme of the endpoint"),
        HttpRequestError.ProxyTunnelError => Unreachable(upstream, "the proxy in between refused; check the proxy settings"),
        _ => Unreachable(upstream, "the connection broke before it answered; trying again may help"),
    };

    /// <summary>A deadline passed while waiting for the upstream.</summary>
    public static Failure Silent(string upstream, TimeSpan waited) => new(
        FailureCause.Timeout,
        504,
        $"The upstream '{upstream}' sent nothing for {waited.TotalSeconds:0} seconds; try again or choose another model.")
    {
        IsRetryable = true,
    };

    /// <summary>The connection broke while the body was being read.</summary>
    public static Failure Broken(string upstream) => new(
        FailureCause.Truncated,
        502,
        $"The connection to the upstream '{upstream}' broke in the middle of its answer; try again.")
    {
        IsRetryable = true,
    };

    private static Failure Unreachable(string upstream, string why) =>
        new(FailureCause.Unreachable, 502, $"The upstream '{upstream}' cannot be reached: {why}.") { IsRetryable = true };
}
