namespace Dragoman.Upstreams.Search;

/// <summary>The kinds of pages that have a text.</summary>
internal enum PageKind : byte
{
    /// <summary>HTML.</summary>
    Markup,

    /// <summary>Text as it is.</summary>
    Plain,
}
