namespace Dragoman.Dialects.Conversation;

/// <summary>Where the bytes of an image or a document are.</summary>
public enum SourceKind : byte
{
    /// <summary>Not said, or not known.</summary>
    None,

    /// <summary>Inline, base64.</summary>
    Base64,

    /// <summary>At a URL that the provider fetches.</summary>
    Url,

    /// <summary>In the provider's own file store, by id.</summary>
    File,

    /// <summary>Inline plain text.</summary>
    Text,

    /// <summary>Inline content blocks, which are the block's children.</summary>
    Content,
}
