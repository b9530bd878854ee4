namespace Dragoman.Core.Caching;

/// <summary>Why a turn's prompt was not read from the provider's cache (N07).</summary>
public enum CacheCause : byte
{
    /// <summary>It was, or there is nothing to say.</summary>
    None,

    /// <summary>The conversation's first turn.</summary>
    Cold,

    /// <summary>The cache had ended: the turn before was too long ago.</summary>
    Ttl,

    /// <summary>Other tools were offered.</summary>
    ToolsChanged,

    /// <summary>The same tools were offered in another order.</summary>
    ToolsReordered,

    /// <summary>The system prompt was another one.</summary>
    SystemChanged,

    /// <summary>Another model was asked for, or answered.</summary>
    ModelChanged,

    /// <summary>Thinking, effort or the choice of tools changed.</summary>
    EffortChanged,

    /// <summary>The conversation was put together anew, shorter.</summary>
    Compaction,

    /// <summary>Something in the conversation's past changed.</summary>
    HistoryChanged,

    /// <summary>Nothing changed: the provider had dropped it, or another of its machines answered.</summary>
    Provider,
}
