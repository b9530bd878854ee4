-- Who a turn counted for and how it was decided (F02, G04, G07).
ALTER TABLE turns ADD COLUMN user_id TEXT;
ALTER TABLE turns ADD COLUMN team_id TEXT;
ALTER TABLE turns ADD COLUMN customer_id TEXT;
ALTER TABLE turns ADD COLUMN project TEXT;
ALTER TABLE turns ADD COLUMN candidates TEXT;
ALTER TABLE turns ADD COLUMN cost_estimate_nano_usd BIGINT;
ALTER TABLE turns ADD COLUMN fallback_path TEXT;
ALTER TABLE turns ADD COLUMN refused_by TEXT;
ALTER TABLE turns ADD COLUMN guards TEXT;
ALTER TABLE turns ADD COLUMN waited_us BIGINT;
ALTER TABLE turns ADD COLUMN upstream_request_id TEXT;

-- A session's decisions in the order of time, also among ten million turns.
CREATE INDEX turns_by_session ON turns (session_id, started_at_us) WHERE session_id IS NOT NULL;

-- Sums by hour, kept in the transaction that writes the turns: always equal to them. An empty text where nothing is known.
CREATE TABLE usage_hours (
    hour_us BIGINT NOT NULL,
    project TEXT NOT NULL,
    user_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    upstream TEXT NOT NULL,
    model TEXT NOT NULL,
    turns BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    unpriced BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    web_searches BIGINT NOT NULL,
    cost_nano_usd BIGINT NOT NULL,
    PRIMARY KEY (hour_us, project, user_id, team_id, customer_id, upstream, model)
) WITHOUT ROWID;

INSERT INTO usage_hours
SELECT started_at_us - started_at_us % 3600000000, '', '', '', '', coalesce(upstream, ''), coalesce(upstream_model, requested_model),
    count(*), sum(CASE WHEN outcome = 'completed' THEN 0 ELSE 1 END), sum(CASE WHEN cost_nano_usd IS NULL THEN 1 ELSE 0 END),
    sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(web_searches),
    coalesce(sum(cost_nano_usd), 0)
FROM turns
GROUP BY 1, 6, 7;
