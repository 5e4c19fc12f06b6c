-- Alert records: how each rule stands, every change of that, what was to be told of it and what was not to be. The rules
-- themselves are part of the binary; a row holds what an admin set otherwise, where null is "as shipped".

CREATE SCHEMA alerts;
GRANT USAGE ON SCHEMA alerts TO mainstay_app, mainstay_work;

-- One row a rule: its settings, and where its state machine stands. Locked by whoever evaluates, so that two who do it at
-- once count one firing.
CREATE TABLE alerts.rules (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the tenant
  rule_key text NOT NULL CHECK (rule_key ~ '^[a-z][a-z0-9_]{0,62}$'), -- none; name; alerts; life of the tenant
  enabled boolean, -- none; setting; alerts; life of the tenant
  threshold double precision, -- none; setting; alerts; life of the tenant
  for_seconds integer CHECK (for_seconds BETWEEN 0 AND 86400), -- none; setting; alerts; life of the tenant
  keep_seconds integer CHECK (keep_seconds BETWEEN 0 AND 86400), -- none; setting; alerts; life of the tenant
  state text NOT NULL CHECK (state IN ('normal', 'pending', 'firing', 'recovering', 'no_data')), -- none; state; alerts; life of the tenant
  since timestamptz NOT NULL, -- none; date; alerts; life of the tenant
  seen_at timestamptz NOT NULL, -- none; date; alerts; life of the tenant
  fired_at timestamptz, -- none; date; alerts; life of the tenant
  told boolean NOT NULL DEFAULT false, -- none; state; alerts; life of the tenant
  steps bigint NOT NULL DEFAULT 0, -- none; count; alerts; life of the tenant
  last_value double precision, -- none; measure; alerts; life of the tenant
  PRIMARY KEY (tenant_id, rule_key)
);
SELECT data.distribute('alerts.rules');
SELECT data.protect('alerts.rules', 'SELECT, INSERT, UPDATE');

-- Every change of state, numbered by rule: a clock that was set back leaves the order as it was.
CREATE TABLE alerts.transitions (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; one year
  rule_key text NOT NULL, -- none; name; alerts; one year
  step bigint NOT NULL CHECK (step > 0), -- none; count; alerts; one year
  from_state text NOT NULL, -- none; state; alerts; one year
  to_state text NOT NULL CHECK (to_state <> from_state), -- none; state; alerts; one year
  at timestamptz NOT NULL, -- none; date; alerts; one year
  value double precision, -- none; measure; alerts; one year
  PRIMARY KEY (tenant_id, rule_key, step)
);
SELECT data.distribute('alerts.transitions');
SELECT data.protect('alerts.transitions', 'SELECT, INSERT');
SELECT data.open_to_work('alerts.transitions', 'SELECT, DELETE');
ALTER TABLE alerts.transitions ADD FOREIGN KEY (tenant_id, rule_key) REFERENCES alerts.rules;

-- What was to be told: as a mail, or later in the next one because there were many. Whom, is found out when it is sent.
CREATE TABLE alerts.notices (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; one year
  id uuid NOT NULL, -- none; identifier; alerts; one year
  rule_key text NOT NULL, -- none; name; alerts; one year
  about text NOT NULL CHECK (about IN ('firing', 'normal', 'summary')), -- none; name; alerts; one year
  at timestamptz NOT NULL, -- none; date; alerts; one year
  since timestamptz NOT NULL, -- none; date; alerts; one year
  state text NOT NULL, -- none; state; alerts; one year
  value double precision, -- none; measure; alerts; one year
  threshold double precision NOT NULL, -- none; setting; alerts; one year
  mailed boolean NOT NULL, -- none; state; alerts; one year
  unsaid integer NOT NULL CHECK (unsaid >= 0), -- none; count; alerts; one year
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('alerts.notices');
SELECT data.protect('alerts.notices', 'SELECT, INSERT');
SELECT data.open_to_work('alerts.notices', 'SELECT, DELETE');
ALTER TABLE alerts.notices ADD FOREIGN KEY (tenant_id, rule_key) REFERENCES alerts.rules;
CREATE INDEX notices_rule ON alerts.notices (tenant_id, rule_key, at);

-- Silences: by rule, or by a label of rules. They are ended, never removed before their time.
CREATE TABLE alerts.silences (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; one year
  id uuid NOT NULL, -- none; identifier; alerts; one year
  rule_key text, -- none; name; alerts; one year
  label_name text, -- none; name; alerts; one year
  label_value text, -- none; name; alerts; one year
  starts_at timestamptz NOT NULL, -- none; date; alerts; one year
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at), -- none; date; alerts; one year
  ended_at timestamptz, -- none; date; alerts; one year
  made_at timestamptz NOT NULL, -- none; date; alerts; one year
  made_by uuid, -- user; pseudonym; audit; one year
  reason bytea NOT NULL, -- user; sealed content; alerts; one year
  PRIMARY KEY (tenant_id, id),
  CHECK ((rule_key IS NULL) = (label_name IS NOT NULL) AND (label_name IS NULL) = (label_value IS NULL))
);
SELECT data.distribute('alerts.silences');
SELECT data.protect('alerts.silences', 'SELECT, INSERT, UPDATE');
SELECT data.open_to_work('alerts.silences', 'SELECT, DELETE');
CREATE INDEX silences_ends ON alerts.silences (tenant_id, ends_at);
