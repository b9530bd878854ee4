namespace Dragoman.Dialects.Gemini;

/// <summary>How a model is told to think.</summary>
public enum GeminiThinking : byte
{
    /// <summary>As its id says: a level from generation 3 on, a budget for 2.5, nothing before.</summary>
    ByModel,

    /// <summary>By <c>thinkingLevel</c>.</summary>
    Level,

    /// <summary>By <c>thinkingBudget</c>.</summary>
    Budget,

    /// <summary>Not at all.</summary>
    None,
}
