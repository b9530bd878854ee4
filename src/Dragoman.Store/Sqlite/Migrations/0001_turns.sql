-- One row for each turn, written when it is settled. No content of prompts or answers stands here.
-- Times are microseconds (started_at_us since 1970-01-01 UTC), money is nano-dollars.
CREATE TABLE turns (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    started_at_us INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    first_event_us INTEGER,
    requested_model TEXT NOT NULL,
    route TEXT,
    rule TEXT,
    reason TEXT,
    policy_version TEXT,
    upstream TEXT,
    upstream_model TEXT,
    client_dialect TEXT,
    upstream_dialect TEXT,
    client TEXT,
    session_id TEXT,
    agent_id TEXT,
    parent_agent_id TEXT,
    key_id TEXT,
    stream INTEGER NOT NULL,
    status INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    stop_reason TEXT,
    failure_cause TEXT,
    failure_message TEXT,
    input_estimate INTEGER NOT NULL,
    usage_reported INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    thinking_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL,
    cost_nano_usd INTEGER,
    price_id TEXT,
    losses TEXT,
    attempts INTEGER NOT NULL,
    tool_calls INTEGER NOT NULL,
    request_bytes INTEGER NOT NULL,
    response_bytes INTEGER NOT NULL,
    cache_hints TEXT
);

CREATE UNIQUE INDEX turns_by_id ON turns (id);

-- Pages walk backwards in time; the row id that SQLite appends to every index entry breaks ties.
CREATE INDEX turns_by_start ON turns (started_at_us);
