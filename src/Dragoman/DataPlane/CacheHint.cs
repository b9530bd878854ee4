using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>Says what became of the client's cache hints, so that a dropped one is never silent (A13, A14).</summary>
internal static class CacheHint
{
    /// <summary><c>remapped</c>, <c>dropped</c>, or empty where the client gave no hint.</summary>
    public static string Of(Losses losses)
    {
        foreach (var (loss, _) in losses.Entries)
        {
            if (loss.Kind == LossKind.CacheHint)
            {
                return loss.Effect == LossEffect.Remapped ? "remapped" : "dropped";
            }
        }

        return string.Empty;
    }
}
