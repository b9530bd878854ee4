namespace Dragoman.Store.Turns;

/// <summary>What <c>usage_hours</c> sums up of <c>turns</c>, in the columns' order; the first seven are its key.</summary>
internal static class UsageHours
{
    public const long HourUs = 3_600_000_000;

    public const string Columns =
        "hour_us, project, user_id, team_id, customer_id, upstream, model, turns, failed, unpriced, "
        + "input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, web_searches, cost_nano_usd";

    /// <summary>The sums over rows of <c>turns</c>, to be grouped by the first seven. PostgreSQL sums bigint as numeric: hence the casts.</summary>
    public const string Values =
        "started_at_us - started_at_us % 3600000000, coalesce(project, ''), coalesce(user_id, ''), coalesce(team_id, ''), "
        + "coalesce(customer_id, ''), coalesce(upstream, ''), coalesce(upstream_model, requested_model), count(*), "
        + "count(CASE WHEN outcome <> 'completed' THEN 1 END), count(CASE WHEN cost_nano_usd IS NULL THEN 1 END), "
        + "CAST(sum(input_tokens) AS BIGINT), CAST(sum(cache_read_tokens) AS BIGINT), CAST(sum(cache_write_tokens) AS BIGINT), "
        + "CAST(sum(output_tokens) AS BIGINT), CAST(sum(web_searches) AS BIGINT), CAST(coalesce(sum(cost_nano_usd), 0) AS BIGINT)";

    /// <summary>Adds to a row that is there; <c>u</c> is the table's alias.</summary>
    public const string Add =
        "turns = u.turns + excluded.turns, failed = u.failed + excluded.failed, unpriced = u.unpriced + excluded.unpriced, "
        + "input_tokens = u.input_tokens + excluded.input_tokens, cache_read_tokens = u.cache_read_tokens + excluded.cache_read_tokens, "
        + "cache_write_tokens = u.cache_write_tokens + excluded.cache_write_tokens, output_tokens = u.output_tokens + excluded.output_tokens, "
        + "web_searches = u.web_searches + excluded.web_searches, cost_nano_usd = u.cost_nano_usd + excluded.cost_nano_usd";
}
