using System.Globalization;
using System.Net;

namespace Dragoman.Commands;

/// <summary>Reads where to listen: <c>127.0.0.1:4141</c>, <c>localhost:4141</c>, <c>[::1]:4141</c>, <c>0.0.0.0:80</c>, <c>4141</c>.</summary>
internal static class ListenAddress
{
    /// <summary>What is listened on when nobody says otherwise.</summary>
    public const string Default = "127.0.0.1:4141";

    /// <summary>Characters that a key must have before others may reach the gateway: enough that it cannot be guessed.</summary>
    public const int MinOpenKeyLength = 16;

    /// <summary>Reads an address and a port; port 0 means any free one.</summary>
    /// <exception cref="CommandFailure">It is neither.</exception>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "127.0.0.1" : text[..colon];
        host = host is "localhost" ? "127.0.0.1" : host;
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)
            && bracketed == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6))
        {
            return new IPEndPoint(address, port);
        }

        throw new CommandFailure($"--listen takes ADDRESS:PORT such as {Default} or [::1]:4141, not \"{text}\".");
    }

    /// <summary>Refuses to be reached by others without a key that somebody chose (firm decision 13).</summary>
    /// <exception cref="CommandFailure">It would be open to others.</exception>
    public static void RequireKey(IPEndPoint listen, string? key)
    {
        if (!IPAddress.IsLoopback(listen.Address) && (key is null || key.Length < MinOpenKeyLength))
        {
            throw new CommandFailure(
                $"{listen} can be reached by others: set DRAGOMAN_KEY to a key of at least {MinOpenKeyLength} characters, or listen on {Default}.");
        }
    }

    /// <summary>
    /// Refuses to be reached by others with an admin API whose secret nobody has seen (firm decision 13): one that is made in this
    /// start would be printed into the log of a server.
    /// </summary>
    /// <param name="listen">Where to listen.</param>
    /// <param name="secret">The admin secret that the environment sets; null where it sets none.</param>
    /// <param name="exists">True where an earlier start made one.</param>
    /// <exception cref="CommandFailure">There is none, or it can be guessed.</exception>
    public static void RequireAdminSecret(IPEndPoint listen, string? secret, bool exists)
    {
        if (!IPAddress.IsLoopback(listen.Address) && (secret is null ? !exists : secret.Length < MinOpenKeyLength))
        {
            throw new CommandFailure(
                $"{listen} can be reached by others: set {AccessKeyVariable.AdminName} to an admin secret of at least {MinOpenKeyLength} characters, or listen on {Default}.");
        }
    }
}
