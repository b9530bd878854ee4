using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>How the client wants the model to think.</summary>
public struct ThinkingConfig
{
    /// <summary>The mode.</summary>
    public ThinkingMode Mode;

    /// <summary>Tokens for <see cref="ThinkingMode.Enabled"/>; null where not given.</summary>
    public long? BudgetTokens;

    /// <summary>The client does not want to see thinking text (<c>display: omitted</c>).</summary>
    public bool DisplayOmitted;

    /// <summary>The raw object.</summary>
    public Slice Raw;
}

/// <summary>The four GA modes of wire schema 1.2, and absence.</summary>
public enum ThinkingMode : byte
{
    /// <summary>The client did not say.</summary>
    Unset,

    /// <summary>Thinking with a token budget.</summary>
    Enabled,

    /// <summary>No thinking.</summary>
    Disabled,

    /// <summary>The model decides how much.</summary>
    Adaptive,

    /// <summary>Thinking between tool calls only.</summary>
    BetweenTools,
}
