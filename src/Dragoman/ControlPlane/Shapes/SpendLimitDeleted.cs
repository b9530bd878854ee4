namespace Dragoman.ControlPlane.Shapes;

/// <summary>Says that a spend limit is gone, in Anthropic's shape.</summary>
/// <param name="Id">Its id.</param>
internal sealed record SpendLimitDeleted(string Id)
{
    /// <summary>What this is.</summary>
    public string Type => "spend_limit_deleted";
}
