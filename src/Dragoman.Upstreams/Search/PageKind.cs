namespace Dragoman.Upstreams.Search;

/// <summary>The kinds of pages that can be given to a model.</summary>
internal enum PageKind : byte
{
    /// <summary>HTML.</summary>
    Markup,

    /// <summary>Text as it is.</summary>
    Plain,

    /// <summary>A PDF document, for models that read those themselves.</summary>
    Pdf,
}
