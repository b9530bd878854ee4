namespace Dragoman.Testing;

/// <summary>The token counts an answer reports, in the sense of the whole prompt: <paramref name="Prompt"/> includes the cached ones.</summary>
/// <param name="Prompt">All tokens of the prompt.</param>
/// <param name="Completion">All generated tokens, reasoning included.</param>
/// <param name="Cached">Tokens of the prompt read from a cache.</param>
/// <param name="CacheWritten">Tokens of the prompt written to a cache.</param>
/// <param name="Reasoning">Tokens of the completion that were reasoning.</param>
public sealed record Usage(int Prompt, int Completion, int Cached = 0, int CacheWritten = 0, int Reasoning = 0);
