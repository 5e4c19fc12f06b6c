-- Switches and gradual roll-outs, by name.

CREATE SCHEMA flags;
GRANT USAGE ON SCHEMA flags TO mainstay_app;

CREATE TABLE flags.feature_flags (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the tenant
  flag_name text NOT NULL CHECK (flag_name ~ '^[a-z][a-z0-9_.-]{0,63}$'), -- none; name; flags; life of the tenant
  enabled boolean NOT NULL, -- none; setting; flags; life of the tenant
  rollout_percentage smallint NOT NULL CHECK (rollout_percentage BETWEEN 0 AND 100), -- none; setting; flags; life of the tenant
  changed_at timestamptz NOT NULL, -- none; date; flags; life of the tenant
  PRIMARY KEY (tenant_id, flag_name)
);
SELECT data.distribute('flags.feature_flags');
SELECT data.protect('flags.feature_flags', 'SELECT, INSERT, UPDATE');
