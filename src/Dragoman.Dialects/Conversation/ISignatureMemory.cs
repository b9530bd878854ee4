namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Remembers what a provider wants back with a part of an earlier answer, for clients that drop or change it on the way (H-114). What
/// is kept is sealed, see <see cref="SignatureEnvelope"/>, and opens for no other upstream. Bounded: what is not found is as if it had
/// never been.
/// </summary>
public interface ISignatureMemory
{
    /// <summary>Keeps a sealed value under a key.</summary>
    void Remember(string key, ReadOnlySpan<byte> value);

    /// <summary>The value under a key; null where there is none.</summary>
    byte[]? Find(string key);
}
