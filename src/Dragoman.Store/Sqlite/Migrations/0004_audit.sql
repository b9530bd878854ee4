-- What administrators did and what was refused, never changed and never out of order (G05, N24). A row's hash covers the hash before
-- it, its number, time and class, and content_hash; content_hash covers salt and content. Retention empties salt and content and
-- keeps the rest, so that the chain still proves that nothing else is gone.
CREATE TABLE audit_log (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_us BIGINT NOT NULL,
    class TEXT NOT NULL,
    actor TEXT,
    action TEXT,
    target TEXT,
    outcome TEXT,
    address TEXT,
    request_id TEXT,
    detail TEXT,
    salt BLOB,
    content_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    deleted_by BIGINT
);

CREATE INDEX audit_log_by_time ON audit_log (at_us);
CREATE INDEX audit_log_by_target ON audit_log (target, seq);

-- One row: the end of the chain.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, X'0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE audit_checkpoints (
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    at_us BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (seq, key_id)
);

-- What must not be deleted, whatever retention says (G06). A null bound is open.
CREATE TABLE legal_holds (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT,
    session_id TEXT,
    user_id TEXT,
    from_us BIGINT,
    until_us BIGINT,
    reason TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    released_at_us BIGINT
);
