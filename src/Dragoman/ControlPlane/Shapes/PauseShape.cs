namespace Dragoman.ControlPlane.Shapes;

/// <summary>A session that the runaway breaker paused on the node that answers.</summary>
/// <param name="SessionId">The client's session.</param>
/// <param name="AgentId">The agent that is paused; null for the whole session or its main agent.</param>
/// <param name="Cause">repeats, depth, agents or spend.</param>
/// <param name="What">What happened, in half a sentence.</param>
internal sealed record PauseShape(string SessionId, string? AgentId, string Cause, string What);
