namespace Dragoman.Dialects.ServerTools;

/// <summary>A call of a web tool by the model.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Id">The id that the client knows it by: <c>srvtoolu_…</c>.</param>
/// <param name="UpstreamId">The id that the upstream knows it by, escaped content.</param>
/// <param name="Argument">The query or the URL; null where the model gave none.</param>
public sealed record WebCall(WebTool Tool, string Id, byte[] UpstreamId, string? Argument);
