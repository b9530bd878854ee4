namespace Dragoman.Dialects.Conversation;

/// <summary>Makes the random part of ids. Injected, so that tests can name them.</summary>
public interface IIdSource
{
    /// <summary>Fills <paramref name="target"/> with characters of <c>[0-9A-Za-z]</c>.</summary>
    void Fill(Span<byte> target);
}
