namespace Dragoman.Dialects.ServerTools;

/// <summary>A page that was fetched.</summary>
/// <param name="Url">Where it was found in the end.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="Text">Its text.</param>
/// <param name="RetrievedAt">When.</param>
public sealed record FetchedPage(Uri Url, string Title, string Text, DateTimeOffset RetrievedAt)
{
    /// <summary>The whole PDF document, where that is what was found; null where <see cref="Text"/> says it all.</summary>
    public byte[]? Pdf { get; init; }
}
