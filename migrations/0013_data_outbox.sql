-- Product events on their way to whoever counts them, written by the commit of the change that they tell of. The app
-- adds and cannot look: who reads takes rows away, with the role for it. An identifier begins with the real time of its
-- commit, so that the key finds old rows. Properties are flat, and no text in them is longer than a word of the code.

CREATE TABLE data.outbox (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 90 days
  id uuid NOT NULL, -- none; identifier; product analytics; 90 days
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,62}$'), -- none; event name; product analytics; 90 days
  subject uuid, -- user; pseudonym; product analytics; 90 days
  properties jsonb NOT NULL CONSTRAINT outbox_properties CHECK (jsonb_typeof(properties) = 'object' AND NOT jsonb_path_exists(properties, 'strict $.* ? (@.type() != "boolean" && @.type() != "number" && (@.type() != "string" || !(@ like_regex "^[a-z][a-z0-9_]{0,62}$")))')), -- none; words of the code, numbers and flags; product analytics; 90 days
  occurred_at timestamptz NOT NULL, -- none; business date; product analytics; 90 days
  recorded_at timestamptz NOT NULL, -- none; date; retention; 90 days
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('data.outbox');
SELECT data.protect('data.outbox', 'INSERT');
SELECT data.open_to_work('data.outbox', 'SELECT, DELETE');
