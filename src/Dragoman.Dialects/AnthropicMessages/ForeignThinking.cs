using System.Buffers.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Tells thinking that an Anthropic upstream minted from thinking that came from elsewhere (H-102, H-106, H-431).</summary>
internal static class ForeignThinking
{
    /// <summary>True for a signature that the upstream would refuse: none at all, an envelope of ours, or for Claude one of a host that
    /// speaks Anthropic's protocol with models of its own.</summary>
    /// <param name="signature">Escaped content.</param>
    /// <param name="toClaude">True where Claude is asked, who looks at signatures.</param>
    public static bool IsForeignSignature(ReadOnlySpan<byte> signature, bool toClaude = false) =>
        signature.IsEmpty || SignatureEnvelope.IsEnvelope(signature) || (toClaude && IsUuid(signature));

    /// <summary>True for a UUID: such hosts (DeepSeek's) sign with one, want it back, and check nothing. Claude's are base64.</summary>
    public static bool IsUuid(ReadOnlySpan<byte> signature) =>
        signature.Length == 36 && Utf8Parser.TryParse(signature, out Guid _, out var used, 'D') && used == signature.Length;

    /// <summary>True where that model is Claude, at whatever host.</summary>
    public static bool IsClaude(string model) => model.Contains("claude", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for encrypted thinking that Anthropic did not encrypt.</summary>
    public static bool IsForeignData(ReadOnlySpan<byte> data) => SignatureEnvelope.IsEnvelope(data);
}
