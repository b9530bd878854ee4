namespace Dragoman.Store.Charges;

/// <summary>How an export is written.</summary>
public enum UsageFormat
{
    /// <summary>Comma-separated values (RFC 4180) with a header.</summary>
    Csv,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>Comma-separated values with the columns of the FinOps Open Cost and Usage Specification 1.0.</summary>
    Focus,
}
