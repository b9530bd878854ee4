using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Which signatures a fake has minted, and for which part each.</summary>
internal sealed class SignatureLedger
{
    /// <summary>Google's documented stand-in.</summary>
    public const string Placeholder = "skip_thought_signature_validator";

    private readonly ConcurrentDictionary<string, string> _minted = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A new signature for a part.</summary>
    public string Mint(string part)
    {
        var signature = Convert.ToBase64String(Encoding.UTF8.GetBytes($"thought {Interlocked.Increment(ref _count)} of {part}"));
        _minted[signature] = part;
        return signature;
    }

    /// <summary>True when that signature belongs to that part.</summary>
    public bool Knows(string signature, string part) => _minted.TryGetValue(signature, out var known) && known == part;

    /// <summary>What a signature is bound to: not a call's arguments, which the CLI puts in another order when it replays them.</summary>
    public static string PartOf(JsonElement part) =>
        part.TryGetProperty("functionCall", out var call) ? PartOf(call.GetProperty("name").GetString()!) : "text";

    /// <summary>The same, for a call that is to be made.</summary>
    public static string PartOf(string name) => $"call {name}";
}
