namespace Dragoman.ControlPlane.Shapes;

/// <summary>A session that may go on.</summary>
/// <param name="SessionId">The client's session.</param>
/// <param name="WasPaused">False where nothing of it was paused on the node that answers.</param>
internal sealed record ResumedShape(string SessionId, bool WasPaused);
