namespace Dragoman.Testing;

/// <summary>How a provider says no: what the real API would answer, and what the test reads in the violations.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The provider's wording.</param>
/// <param name="Type">The error type of the provider's envelope.</param>
/// <param name="Param">The place in the request (OpenAI), or null.</param>
/// <param name="Code">The error code (OpenAI), or null.</param>
public sealed record Refusal(int Status, string Message, string Type = "invalid_request_error", string? Param = null, string? Code = null);
