-- What routing looked at, so that the decision can be explained later (N17).
ALTER TABLE turns ADD COLUMN facts TEXT;
