namespace Dragoman.ControlPlane.Http;

/// <summary>A parameter in the query of an endpoint. One that no endpoint names is refused: a misspelt filter would list everything.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
internal sealed record QueryParameter(string Name, string Description)
{
    /// <summary>The most entries on a page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Entries on a page where nothing is said.</summary>
    public const int UsualLimit = 50;

    /// <summary>The two that every list takes.</summary>
    public static IReadOnlyList<QueryParameter> Paging { get; } =
    [
        new("limit", "How many at most on the page, from 1 to 500; 50 where nothing is said."),
        new("cursor", "The next_cursor of the page before."),
    ];

    /// <summary>The two that bound a time.</summary>
    public static IReadOnlyList<QueryParameter> Times { get; } =
    [
        new("from", "Only from this time on, RFC 3339 or a date."),
        new("to", "Only before this time, RFC 3339 or a date."),
    ];
}
