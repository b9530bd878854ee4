using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Tells thinking that an Anthropic upstream minted from thinking that came from elsewhere (H-102, H-106).</summary>
internal static class ForeignThinking
{
    /// <summary>True for a signature that Anthropic would refuse: none at all, or an envelope of ours.</summary>
    public static bool IsForeignSignature(ReadOnlySpan<byte> signature) => signature.IsEmpty || SignatureEnvelope.IsEnvelope(signature);

    /// <summary>True for encrypted thinking that Anthropic did not encrypt.</summary>
    public static bool IsForeignData(ReadOnlySpan<byte> data) => SignatureEnvelope.IsEnvelope(data);
}
