using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Dragoman.Testing;

/// <summary>
/// Signs thinking as the real API does: a signature is only good where it was minted, and only for its text. Anthropic and the clouds
/// that have its models know each other's: fakes that stand for them share one.
/// </summary>
/// <param name="alsoKnown">Signatures that pass for any text.</param>
public sealed class SignatureMint(IReadOnlySet<string>? alsoKnown = null)
{
    private readonly ConcurrentDictionary<string, string> _texts = new();

    /// <summary>A signature for a text.</summary>
    public string Sign(string thinking)
    {
        var signature = "EqQB" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"dragoman-test:{thinking}")));
        _texts[signature] = thinking;
        return signature;
    }

    /// <summary>True when the signature is ours and the text is the one it was minted for, or was left out.</summary>
    public bool Verify(string signature, string thinking) =>
        alsoKnown?.Contains(signature) == true
        || (_texts.TryGetValue(signature, out var minted) && (thinking.Length == 0 || thinking == minted));

    /// <summary>True when the signature is ours.</summary>
    public bool Knows(string signature) => alsoKnown?.Contains(signature) == true || _texts.ContainsKey(signature);
}
