-- Background work, enqueued by the same commit as the change that asks for it.

CREATE SCHEMA jobs;
GRANT USAGE ON SCHEMA jobs TO mainstay_app, mainstay_work;

-- `unique_key` is set only while a job waits, so that work asked for while it runs is not lost; in the
-- meantime `kept_key` remembers it. `attempt` is the fence: it grows with every claim, and whoever
-- finishes a job must know the latest. `failures` decides about backing off and giving up.
CREATE TABLE jobs.queue (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; until done
  id uuid NOT NULL, -- none; identifier; jobs; until done
  kind text NOT NULL, -- none; name; jobs; until done
  payload jsonb NOT NULL, -- user; pseudonym; jobs; until done
  priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 9), -- none; setting; jobs; until done
  unique_key text, -- user; pseudonym; jobs; until done
  kept_key text, -- user; pseudonym; jobs; until done
  run_at timestamptz NOT NULL, -- none; date; jobs; until done
  attempt integer NOT NULL DEFAULT 0, -- none; count; jobs; until done
  failures integer NOT NULL DEFAULT 0, -- none; count; jobs; until done
  state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'failed')), -- none; state; jobs; until done
  leased_until timestamptz CHECK ((state = 'running') = (leased_until IS NOT NULL)), -- none; date; jobs; until done
  last_error text, -- none; error without personal data; jobs; until done
  correlation_id text NOT NULL, -- none; identifier; tracing; until done
  created_at timestamptz NOT NULL, -- none; date; jobs; until done
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT queue_unique UNIQUE (tenant_id, kind, unique_key)
);
SELECT data.distribute('jobs.queue');
SELECT data.protect('jobs.queue', 'SELECT, INSERT, DELETE');
SELECT data.open_to_work('jobs.queue', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX queue_ready ON jobs.queue (priority, run_at) WHERE state = 'ready';
CREATE INDEX queue_leased ON jobs.queue (leased_until) WHERE state = 'running';
-- Rows live for seconds: dead ones go early, or the claim would wade through them.
ALTER TABLE jobs.queue SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- When each recurring job is next due. Global: the scheduler runs for all tenants at once.
CREATE TABLE jobs.schedules (
  name text PRIMARY KEY, -- none; name; jobs; for ever
  next_run_at timestamptz NOT NULL -- none; date; jobs; for ever
);
GRANT SELECT, INSERT, UPDATE ON jobs.schedules TO mainstay_work;
