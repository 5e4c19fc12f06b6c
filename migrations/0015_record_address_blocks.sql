-- What a refusal weighs, and addresses that are let in no more for a time. The gate scores, every node of an
-- installation holds the blocks in memory and learns of new and lifted ones from here.

ALTER TABLE record.security_events
  ADD COLUMN severity smallint NOT NULL DEFAULT 0 CHECK (severity BETWEEN 0 AND 4), -- none; setting; security; 90 days
  ADD COLUMN score bigint NOT NULL DEFAULT 0 CHECK (score >= 0), -- none; count; security; 90 days
  ADD COLUMN country char(2), -- user; region; security; 90 days
  ADD COLUMN evidence text CHECK (length(evidence) <= 200); -- user; masked content; security; 90 days

-- Blocks hold for the whole installation, which is attacked as one process; their rows belong to the business that
-- runs it (the default tenant), so that row-level security keeps every other one from seeing or lifting them.
-- `changed` is the transaction that wrote the row last: whoever asks for everything from the oldest transaction that
-- was open at its last look misses nothing, in whatever order transactions commit.
CREATE TABLE record.address_blocks (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 90 days
  id uuid NOT NULL, -- none; identifier; security; 90 days
  network inet NOT NULL, -- user; network address; security; 90 days
  reason text NOT NULL CHECK (length(reason) <= 200), -- none; event name; security; 90 days
  score bigint NOT NULL CHECK (score >= 0), -- none; count; security; 90 days
  nth integer NOT NULL CHECK (nth >= 0), -- none; count; security; 90 days
  blocked_at timestamptz NOT NULL, -- none; date; security; 90 days
  blocked_by text NOT NULL, -- user; pseudonym; audit; 90 days
  until timestamptz NOT NULL CHECK (until > blocked_at), -- none; date; security; 90 days
  lifted_at timestamptz, -- none; date; security; 90 days
  lifted_by text, -- user; pseudonym; audit; 90 days
  changed bigint NOT NULL, -- none; identifier; replication; 90 days
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('record.address_blocks');
SELECT data.protect('record.address_blocks', 'SELECT, INSERT, UPDATE');
SELECT data.open_to_work('record.address_blocks', 'SELECT, INSERT, DELETE');
CREATE INDEX address_blocks_changed ON record.address_blocks (tenant_id, changed);
CREATE INDEX address_blocks_until ON record.address_blocks (tenant_id, until);
