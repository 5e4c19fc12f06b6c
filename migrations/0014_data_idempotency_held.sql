-- A request that works outside the database (asks a language model, moves money) commits before that work and after it.
-- Its key is held in between: another request with the same key is told to wait, on every node, and a node that dies
-- meanwhile holds the key no longer than until expires_at.

ALTER TABLE data.idempotency ADD COLUMN held boolean NOT NULL DEFAULT false; -- none; state; idempotency; 24 hours
