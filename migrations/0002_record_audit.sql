-- Who did what, when and to whom. The app may add and read, never change or remove.

CREATE SCHEMA record;
GRANT USAGE ON SCHEMA record TO mainstay_app, mainstay_work;

CREATE TABLE record.audit_entries (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; seven years
  id uuid NOT NULL, -- none; identifier; audit; seven years
  recorded_at timestamptz NOT NULL, -- none; date; audit; seven years
  actor text NOT NULL, -- user; pseudonym; audit; seven years
  action text NOT NULL, -- none; event name; audit; seven years
  target text NOT NULL, -- user; pseudonym; audit; seven years
  details jsonb NOT NULL, -- none; facts without personal data; audit; seven years
  correlation_id text NOT NULL, -- none; identifier; tracing; seven years
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('record.audit_entries');
SELECT data.protect('record.audit_entries', 'SELECT, INSERT');
CREATE INDEX audit_entries_target ON record.audit_entries (tenant_id, target, id);
CREATE INDEX audit_entries_actor ON record.audit_entries (tenant_id, actor, id);

-- Refusals of the gate, counted by reason, address and minute: bounded under attack.
CREATE TABLE record.security_events (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 90 days
  minute timestamptz NOT NULL, -- none; date; security; 90 days
  reason text NOT NULL, -- none; event name; security; 90 days
  address inet NOT NULL, -- user; network address; security; 90 days
  route text NOT NULL, -- none; name; security; 90 days
  times bigint NOT NULL CHECK (times > 0), -- none; count; security; 90 days
  PRIMARY KEY (tenant_id, minute, reason, address, route)
);
SELECT data.distribute('record.security_events');
SELECT data.protect('record.security_events', 'SELECT');
SELECT data.open_to_work('record.security_events', 'SELECT, INSERT, UPDATE, DELETE');
