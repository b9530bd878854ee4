-- Who may use what, and how much (F01, F03, F07). Times are microseconds since 1970-01-01 UTC, money is nano-dollars, booleans are
-- 0 and 1, scopes are JSON. Every row counts its changes in version.
CREATE TABLE principals (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_kind TEXT,
    parent_id TEXT,
    email TEXT,
    scopes TEXT,
    created_at_us BIGINT NOT NULL,
    disabled_at_us BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, name)
);

CREATE TABLE virtual_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    project TEXT,
    scopes TEXT,
    created_at_us BIGINT NOT NULL,
    expires_at_us BIGINT,
    disabled_at_us BIGINT,
    replaced_by TEXT,
    version BIGINT NOT NULL
);

CREATE TABLE budgets (
    id TEXT NOT NULL PRIMARY KEY,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    model TEXT,
    limit_nano_usd BIGINT NOT NULL,
    period TEXT NOT NULL,
    rolling BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    soft_permille BIGINT NOT NULL,
    hard_permille BIGINT NOT NULL,
    increase_nano_usd BIGINT NOT NULL,
    increase_until_us BIGINT,
    disabled_at_us BIGINT,
    version BIGINT NOT NULL
);

CREATE TABLE rate_limits (
    id TEXT NOT NULL PRIMARY KEY,
    scope_kind TEXT,
    scope_id TEXT,
    model TEXT,
    metric TEXT NOT NULL,
    amount BIGINT NOT NULL,
    per_us BIGINT NOT NULL,
    burst BIGINT,
    disabled_at_us BIGINT,
    version BIGINT NOT NULL
);

-- One row; grows with each change of the tables above, so that a node sees with one small read whether it is up to date.
CREATE TABLE access_revision (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);

INSERT INTO access_revision (id, revision) VALUES (1, 0);

-- Answers to admin requests that carried an idempotency key, so that a repeated request is answered and not done again.
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status BIGINT,
    body BLOB,
    expires_at_us BIGINT NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at_us);
