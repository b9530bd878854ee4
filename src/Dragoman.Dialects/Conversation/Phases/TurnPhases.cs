namespace Dragoman.Dialects.Conversation.Phases;

/// <summary>Names of phases, as rules, records and the configuration write them.</summary>
public static class TurnPhases
{
    private static readonly string[] Names = [.. Enum.GetValues<TurnPhase>().Select(phase => phase.ToString().ToLowerInvariant())];

    /// <summary>Every name, in order of the values.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name: the value's, in small letters.</summary>
    public static string Name(this TurnPhase phase) => Names[(int)phase];

    /// <summary>True for a request that the client makes beside the conversation; such a one neither reads nor warms the session's prompt cache.</summary>
    /// <remarks>A compaction sends the conversation itself, so that it is best asked where that is cached.</remarks>
    public static bool IsAside(this TurnPhase phase) => phase >= TurnPhase.Title && phase != TurnPhase.Compaction;
}
