using Amazon;
using Amazon.Runtime;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>What a host's name says: <c>bedrock-runtime.us-east-1.amazonaws.com</c>, <c>bedrock-mantle.us-east-1.api.aws</c>.</summary>
internal static class AwsHosts
{
    private const string Usual = "bedrock";

    /// <summary>The region in a host's name; null where it names none.</summary>
    public static string? RegionOf(string host)
    {
        if (!IsAws(host))
        {
            return null;
        }

        foreach (var label in host.Split('.'))
        {
            // us-east-1, ap-southeast-2, us-gov-west-1: words, then a number.
            var dash = label.LastIndexOf('-');
            if (dash > 2 && label.IndexOf('-', StringComparison.Ordinal) is 2 && int.TryParse(label.AsSpan(dash + 1), out _))
            {
                return label;
            }
        }

        return null;
    }

    /// <summary>The name that requests to the host are signed for.</summary>
    public static string ServiceOf(string host)
    {
        var first = IsAws(host) ? host[..host.IndexOf('.', StringComparison.Ordinal)] : Usual;
        // bedrock-runtime and its FIPS twin are signed as bedrock.
        return first.StartsWith("bedrock-runtime", StringComparison.Ordinal) || !host.EndsWith(".api.aws", StringComparison.Ordinal) ? Usual : first;
    }

    /// <summary>The region of the environment or the configuration files; null where neither says one.</summary>
    public static string? ConfiguredRegion()
    {
        try
        {
            return FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;
        }
        catch (AmazonClientException)
        {
            return null;
        }
    }

    private static bool IsAws(string host) =>
        host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".api.aws", StringComparison.OrdinalIgnoreCase);
}
