using System.Net;
using System.Net.Sockets;

namespace Dragoman.Upstreams.Search;

/// <summary>
/// Tells public addresses from those inside: a model that can name a URL must not reach what only this machine can (SSRF). Looked at
/// is the address that is connected to, not the name.
/// </summary>
internal static class AddressGuard
{
    // RFC 6890 and its registries: this network, private, shared, loopback, link-local, protocol assignments, documentation,
    // benchmarks, 6to4 relays, multicast, reserved.
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Global unicast is 2000::/3; of it, Teredo, ORCHID, documentation and 6to4 lead elsewhere.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotGlobal =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>True for an address of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(Inside, network => network.Contains(address));
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            && Global.Contains(address) && !Array.Exists(NotGlobal, network => network.Contains(address));
    }
}
