using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>Ends a call to the admin API. Turned into a response once, at its edge.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">One sentence that says what to do.</param>
internal sealed class AdminProblem(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>When to come back; null where that does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request is not as it must be.</summary>
    public static AdminProblem Invalid(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>There is no such thing, or the caller may not know that there is.</summary>
    public static AdminProblem NotFound(string what, string id) =>
        new(StatusCodes.Status404NotFound, $"There is no {what} {id}; list them to see which there are.");

    /// <summary>It cannot be done as things stand.</summary>
    public static AdminProblem Conflict(string message) => new(StatusCodes.Status409Conflict, message);
}
