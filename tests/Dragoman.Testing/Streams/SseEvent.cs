namespace Dragoman.Testing;

/// <summary>One server-sent event.</summary>
/// <param name="Type">The value of its <c>event</c> line, or empty.</param>
/// <param name="Data">Its data lines, joined by line feeds.</param>
/// <param name="Raw">The frame as it stood on the wire, its blank line included.</param>
public readonly record struct SseEvent(string Type, string Data, string Raw);
