namespace Dragoman.Store.Charges;

/// <summary>By what usage is summed up.</summary>
[Flags]
public enum UsageDimension
{
    /// <summary>One sum of everything.</summary>
    None = 0,

    /// <summary>By hour, UTC.</summary>
    Hour = 1,

    /// <summary>By day, UTC.</summary>
    Day = 2,

    /// <summary>By repository.</summary>
    Project = 4,

    /// <summary>By developer or machine account.</summary>
    User = 8,

    /// <summary>By team.</summary>
    Team = 16,

    /// <summary>By customer.</summary>
    Customer = 32,

    /// <summary>By upstream.</summary>
    Upstream = 64,

    /// <summary>By the model that answered, or was asked for where none did.</summary>
    Model = 128,
}
