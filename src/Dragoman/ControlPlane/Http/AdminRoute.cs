using Dragoman.ControlPlane.Roles;

namespace Dragoman.ControlPlane.Http;

/// <summary>One endpoint of the admin API: what it is, who may use it, and how its document describes it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <see cref="AdminPaths.Root"/>, with <c>{id}</c> where an id stands.</param>
/// <param name="Operation">What the caller must be allowed to do.</param>
/// <param name="Summary">What it does, for the document.</param>
/// <param name="Handle">Does it.</param>
internal sealed record AdminRoute(
    string Method, string Path, AdminOperation Operation, string Summary, Func<AdminCall, ValueTask<AdminAnswer>> Handle)
{
    /// <summary>Parameters of the query.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>The shape of the request's body; null where there is none.</summary>
    public Type? Body { get; init; }

    /// <summary>The shape of the answer; null where it is a file.</summary>
    public Type? Answer { get; init; }

    /// <summary>The status of a good answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>It changes what has a version: <c>If-Match</c> must say which version the caller saw.</summary>
    public bool IsConditional { get; init; }

    /// <summary>It is asked and answered in Anthropic's shapes.</summary>
    public bool IsAnthropic { get; init; }

    /// <summary>It changes something: it is written into the audit log, and a POST may carry an <c>Idempotency-Key</c>.</summary>
    public bool IsChange => Method != "GET";
}
