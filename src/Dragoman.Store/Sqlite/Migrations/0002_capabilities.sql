-- What conformance runs found, one row for each check of each model, as it was last made (N02, A19).
CREATE TABLE capability_checks (
    upstream TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    checked_at_us INTEGER NOT NULL,
    catalogue_version TEXT NOT NULL,
    PRIMARY KEY (upstream, model, endpoint, name)
) WITHOUT ROWID;
