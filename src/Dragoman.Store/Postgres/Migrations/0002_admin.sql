-- Who may use the admin API (F10), and who wished for more budget (F16).
CREATE TABLE admin_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    user_id TEXT,
    prefix TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    created_at_us BIGINT NOT NULL,
    expires_at_us BIGINT,
    revoked_at_us BIGINT,
    version BIGINT NOT NULL
);

CREATE TABLE budget_increases (
    id TEXT NOT NULL PRIMARY KEY,
    budget_id TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    holder_kind TEXT,
    holder_id TEXT,
    amount_nano_usd BIGINT NOT NULL,
    hours BIGINT NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    decided_by TEXT,
    decided_at_us BIGINT,
    version BIGINT NOT NULL
);
