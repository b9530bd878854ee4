namespace Dragoman.Dialects.OpenAiResponses.Client;

/// <summary>How thinking travels through a client of Responses: its text as the summary, its signature as the encrypted content.</summary>
internal static class ReasoningItem
{
    /// <summary>Marks the data of a thought that its provider redacted.</summary>
    public static ReadOnlySpan<byte> RedactedPrefix => "redacted."u8;
}
