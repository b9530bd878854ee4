namespace Dragoman.Core.Configuration;

/// <summary>What a model is worth, in the client's words, the smallest first.</summary>
public enum ModelTier : byte
{
    /// <summary>Fast and cheap.</summary>
    Haiku,

    /// <summary>For every day.</summary>
    Sonnet,

    /// <summary>For what is hard.</summary>
    Opus,

    /// <summary>Above opus.</summary>
    Fable,

    /// <summary>The largest there is.</summary>
    Mythos,
}
