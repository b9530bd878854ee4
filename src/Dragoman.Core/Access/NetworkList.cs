using System.Net;

namespace Dragoman.Core.Access;

/// <summary>Networks in CIDR notation, made ready to be asked. An address that is mapped into IPv6 counts as the IPv4 one that it is.</summary>
public sealed class NetworkList
{
    private readonly IPNetwork[] _networks;

    /// <summary>Compiles a list; what is no network is left out, so that a typing error shuts out rather than lets in.</summary>
    public NetworkList(IReadOnlyList<string> networks)
    {
        Names = networks;
        _networks = [.. networks.Select(Parse).OfType<IPNetwork>()];
    }

    /// <summary>The list as it was written.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True where the address lies in one of them; never for an unknown address.</summary>
    public bool Holds(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork? Parse(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
