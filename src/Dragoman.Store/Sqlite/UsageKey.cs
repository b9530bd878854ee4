namespace Dragoman.Store.Sqlite;

/// <summary>The key of a row of <c>usage_hours</c>.</summary>
internal readonly record struct UsageKey(
    long HourUs, string Project, string UserId, string TeamId, string CustomerId, string Upstream, string Model);
