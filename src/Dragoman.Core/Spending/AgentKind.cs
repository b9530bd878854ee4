namespace Dragoman.Core.Spending;

/// <summary>Who a turn is for.</summary>
public enum AgentKind : byte
{
    /// <summary>The agent that a person speaks with.</summary>
    Main,

    /// <summary>A subagent.</summary>
    Subagent,

    /// <summary>A side request: titles, summaries, checks.</summary>
    Side,
}
