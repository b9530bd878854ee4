namespace Dragoman.Dialects.Gemini;

/// <summary>Which of a generation's models it is.</summary>
public enum GeminiSize : byte
{
    /// <summary>The large one.</summary>
    Pro,

    /// <summary>The fast one.</summary>
    Flash,

    /// <summary>The small one.</summary>
    FlashLite,
}
