namespace Dragoman.Dialects.ServerTools;

/// <summary>One page that a search found.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Snippet">What it says, shortly; may be empty.</param>
/// <param name="Age">When it was published or changed, as the engine words it; may be empty.</param>
public sealed record SearchHit(Uri Url, string Title, string Snippet, string Age);
