namespace Dragoman.Dialects.Conversation;

/// <summary>Something that a translation could not carry as it was.</summary>
/// <param name="Kind">What.</param>
/// <param name="Effect">What became of it.</param>
/// <param name="Where">Where it stood: a JSON path such as <c>tools[3].strict</c>, or a count such as <c>×4</c>. No content.</param>
public readonly record struct Loss(LossKind Kind, LossEffect Effect, string Where = "");

/// <summary>What became of the thing that could not be carried.</summary>
public enum LossEffect : byte
{
    /// <summary>It is gone.</summary>
    Dropped,

    /// <summary>Something of the same meaning stands in its place.</summary>
    Remapped,

    /// <summary>A text says that it was there.</summary>
    Placeholder,
}
