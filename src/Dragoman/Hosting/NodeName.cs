using System.Security.Cryptography;

namespace Dragoman.Hosting;

/// <summary>What this run of the gateway is called among all nodes of a store: no other one has the name, and no later run of this one.</summary>
/// <param name="Id">The name, e.g. <c>web1-5e1f07c2a9b4</c>.</param>
internal sealed record NodeName(string Id)
{
    private const int MaxHost = 40;

    /// <summary>A new name, which begins like the machine's.</summary>
    public static NodeName Create()
    {
        var host = new string([.. Environment.MachineName.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.').Take(MaxHost)]);
        return new NodeName($"{(host.Length > 0 ? host : "node")}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
    }
}
