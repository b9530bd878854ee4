using System.Security.Cryptography;
using System.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The names of tools between client and upstream. A name that the upstream accepts stays; another is mapped by a pure function
/// of the name alone, so that it is the same on every turn, and two long names never meet (H-069, H-125).
/// </summary>
public sealed class ToolNames
{
    private Dictionary<string, string>? _toClient;

    /// <summary>Writes the upstream's form of a name (escaped content, no quotes).</summary>
    /// <param name="name">The client's name, escaped content.</param>
    /// <param name="maxLength">The upstream's limit in characters, at least 16.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="letterFirst">The name must begin with a letter or an underscore; another one gets an underscore in front (H-387).</param>
    /// <returns>True when the name was changed.</returns>
    public bool WriteUpstream(ReadOnlySpan<byte> name, int maxLength, ByteWriter output, bool letterFirst = false)
    {
        if (letterFirst && name.Length > 0 && !char.IsAsciiLetter((char)name[0]) && name[0] != '_')
        {
            using var prefixed = new ByteWriter(256);
            prefixed.Write((byte)'_');
            prefixed.Write(name);
            var start = output.Length;
            WriteUpstream(prefixed.Written, maxLength, output);
            (_toClient ??= new Dictionary<string, string>(StringComparer.Ordinal))[Encoding.UTF8.GetString(output.Written[start..])] = JsonStrings.Decode(name);
            return true;
        }

        if (name.Length <= maxLength && IsPlain(name) && name.Length > 0)
        {
            output.Write(name);
            return false;
        }

        var client = JsonStrings.Decode(name);
        var upstream = Map(client, maxLength);
        (_toClient ??= new Dictionary<string, string>(StringComparer.Ordinal))[upstream] = client;
        output.Write(Encoding.ASCII.GetBytes(upstream));
        return true;
    }

    /// <summary>The client's name for an upstream's name; null where the name was not changed on the way up.</summary>
    public string? ToClient(ReadOnlySpan<byte> upstream) =>
        _toClient is not null && _toClient.TryGetValue(Encoding.UTF8.GetString(upstream), out var client) ? client : null;

    /// <summary>True when every character is in <c>[A-Za-z0-9_-]</c>.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)'-'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Map(string name, int maxLength)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4));
        var head = new StringBuilder(maxLength);
        foreach (var c in name)
        {
            if (head.Length == maxLength - 9)
            {
                break;
            }

            head.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }

        return head.Append('_').Append(hash).ToString();
    }
}
