namespace Dragoman.ControlPlane.Shapes;

/// <summary>Why something was refused (RFC 9457).</summary>
/// <param name="Type">The kind of problem; <c>about:blank</c>, as the status says it all.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence that says what to do.</param>
/// <param name="RequestId">The request's id, for whoever looks into the audit log.</param>
internal sealed record ProblemShape(string Type, string Title, int Status, string Detail, string RequestId);
