-- Money by budget and slice of its window, and what nodes hold of it (F03). Nano-dollars; microseconds by the database's clock.
CREATE TABLE spending (
    budget_id TEXT NOT NULL,
    bucket_us BIGINT NOT NULL,
    spent_nano_usd BIGINT NOT NULL,
    PRIMARY KEY (budget_id, bucket_us)
) WITHOUT ROWID;

CREATE TABLE leases (
    budget_id TEXT NOT NULL,
    bucket_us BIGINT NOT NULL,
    node TEXT NOT NULL,
    held_nano_usd BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL,
    PRIMARY KEY (budget_id, bucket_us, node)
) WITHOUT ROWID;

-- The last settlement of each node, so that one that is sent again is not counted again.
CREATE TABLE ledger_nodes (
    node TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    seen_at_us BIGINT NOT NULL
) WITHOUT ROWID;
