namespace Dragoman.Dialects.Conversation;

/// <summary>
/// A turn that did not work out, as a value. Made where it is noticed, written once at the edge in the caller's dialect.
/// </summary>
/// <param name="Cause">What went wrong; decides the error type.</param>
/// <param name="Status">The HTTP status towards the client.</param>
/// <param name="Message">One sentence that says what to do; never holds a secret.</param>
public sealed record Failure(FailureCause Cause, int Status, string Message)
{
    /// <summary>Whose fault it is.</summary>
    public FailureSide Side { get; init; } = FailureSide.Upstream;

    /// <summary>Another attempt, or another upstream, may work.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>How long to wait, where the upstream said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>False tells the client to stop retrying (<c>x-should-retry: false</c>); true to retry; null says nothing.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>The status that the upstream answered with; null where it did not answer.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>The upstream's own error code, for the record.</summary>
    public string? UpstreamCode { get; init; }

    /// <summary>What to do differently at the same upstream; null where nothing would help.</summary>
    public Remedy? Remedy { get; init; }

    /// <summary>
    /// A filter's refusal that the Messages API tells as an answer with stop reason <c>refusal</c>, not as an error (H-262).
    /// </summary>
    public bool IsRefusal => Cause == FailureCause.ContentFiltered;
}
