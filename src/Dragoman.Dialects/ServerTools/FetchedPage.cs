namespace Dragoman.Dialects.ServerTools;

/// <summary>A page that was fetched.</summary>
/// <param name="Url">Where it was found in the end.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="Text">Its text.</param>
/// <param name="RetrievedAt">When.</param>
public sealed record FetchedPage(Uri Url, string Title, string Text, DateTimeOffset RetrievedAt);
