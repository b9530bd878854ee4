namespace Dragoman.Core.Routing.Sessions;

/// <summary>When a session may leave the target where its prompt cache is warm (N01).</summary>
public enum StickyMode : byte
{
    /// <summary>When the user has said something new, and moving costs less than staying.</summary>
    Cost,

    /// <summary>When the user has said something new, and rule or strategy want another target.</summary>
    Prompt,

    /// <summary>At every turn.</summary>
    Off,
}
