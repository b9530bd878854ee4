-- What watching sessions found out: why the prompt cache was missed and what that cost (N07, K03), the runaway breaker (N05),
-- and faults that an administrator put in (D19).
ALTER TABLE turns ADD COLUMN cache_cause TEXT;
ALTER TABLE turns ADD COLUMN cache_place TEXT;
ALTER TABLE turns ADD COLUMN cache_lost_nano_usd BIGINT;
ALTER TABLE turns ADD COLUMN cache_saved_nano_usd BIGINT;
ALTER TABLE turns ADD COLUMN runaway TEXT;
ALTER TABLE turns ADD COLUMN fault TEXT;
