namespace Dragoman.Core.Runaway;

/// <summary>What the breaker looks at.</summary>
/// <param name="KeyId">The key: sessions of others are other sessions, whatever they are called.</param>
/// <param name="SessionId">The session; never empty.</param>
/// <param name="AgentId">The agent; empty for the main one.</param>
/// <param name="ParentAgentId">The agent that started it.</param>
/// <param name="Step">The last step of its conversation.</param>
/// <param name="IsUserPrompt">Somebody has said something new.</param>
public readonly record struct RunawayAsk(
    string KeyId, string SessionId, string AgentId, string ParentAgentId, TurnStep Step, bool IsUserPrompt);
