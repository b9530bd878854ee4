namespace Dragoman.ControlPlane.Shapes;

/// <summary>What an approver grants. What is absent is as it was asked for.</summary>
internal sealed record IncreaseDecision
{
    /// <summary>How many dollars more, as text.</summary>
    public string? AmountUsd { get; init; }

    /// <summary>For how many hours.</summary>
    public int? Hours { get; init; }
}
