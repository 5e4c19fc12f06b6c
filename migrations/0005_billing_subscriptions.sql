-- Plans, subscriptions, the ledger of their transitions, and usage against limits.
--
-- A plan version is written once and sold for as long as it is the newest. A subscription's row says where
-- somebody stands now and is what a change locks; what happened is in billing.transitions, which nobody can
-- change, and the row is the fold over it. A usage period is named by its start, and that name is part of its
-- counter's key: a new period is a new row, and there is no reset that could be missed.

CREATE SCHEMA billing;
GRANT USAGE ON SCHEMA billing TO mainstay_app, mainstay_work;

CREATE TABLE billing.plan_versions (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the tenant
  code text NOT NULL, -- none; name; plans; life of the tenant
  version integer NOT NULL CHECK (version > 0), -- none; count; plans; life of the tenant
  body jsonb NOT NULL, -- none; prices, limits and features; plans; life of the tenant
  created_at timestamptz NOT NULL, -- none; date; plans; life of the tenant
  PRIMARY KEY (tenant_id, code, version)
);
SELECT data.distribute('billing.plan_versions');
SELECT data.protect('billing.plan_versions', 'SELECT, INSERT');
ALTER TABLE billing.plan_versions ADD FOREIGN KEY (tenant_id) REFERENCES data.tenants;

-- One row a user, made at sign-up. Its time zone is fixed then: one that its owner could change would open a
-- new usage period, and so a new allowance, with each change.
CREATE TABLE billing.subscriptions (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; ten years
  id uuid NOT NULL, -- user; pseudonym; subscriptions; ten years
  user_id uuid NOT NULL, -- user; identifier; subscriptions; ten years
  time_zone text NOT NULL, -- user; setting; periods and trials; ten years
  sequence integer NOT NULL CHECK (sequence > 0), -- none; count; the last row of the ledger; ten years
  state text NOT NULL, -- user; state; subscriptions; ten years
  plan text NOT NULL, -- user; plan; subscriptions; ten years
  plan_version integer NOT NULL, -- user; plan; subscriptions; ten years
  "interval" text, -- user; price; subscriptions; ten years
  price_minor bigint, -- user; price; subscriptions; ten years
  currency char(3), -- user; price; subscriptions; ten years
  quantity bigint, -- user; price; subscriptions; ten years
  anchor timestamptz, -- user; date; periods; ten years
  trial_ends_at timestamptz, -- user; date; trials; ten years
  cancel_at timestamptz, -- user; date; cancellation; ten years
  mrr_minor bigint NOT NULL CHECK (mrr_minor >= 0), -- user; amount; revenue; ten years
  since timestamptz NOT NULL, -- user; date; subscriptions; ten years
  trialed boolean NOT NULL, -- user; state; one trial each; ten years
  has_paid boolean NOT NULL, -- user; state; movements of revenue; ten years
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT subscriptions_one_a_user UNIQUE (tenant_id, user_id)
);
SELECT data.distribute('billing.subscriptions');
SELECT data.protect('billing.subscriptions', 'SELECT, INSERT, UPDATE');
ALTER TABLE billing.subscriptions ADD FOREIGN KEY (tenant_id, user_id) REFERENCES accounts.users;
CREATE INDEX subscriptions_due ON billing.subscriptions (tenant_id, (least(trial_ends_at, cancel_at)))
  WHERE trial_ends_at IS NOT NULL OR cancel_at IS NOT NULL;

-- The ledger. A row says everything that holds after it, when that took effect (effective_at, business time)
-- and when it was written (recorded_at, real time).
CREATE TABLE billing.transitions (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; ten years
  id uuid NOT NULL, -- none; identifier; revenue; ten years
  subscription_id uuid NOT NULL, -- user; pseudonym; revenue; ten years
  user_id uuid NOT NULL, -- user; identifier; revenue; ten years
  sequence integer NOT NULL CHECK (sequence > 0), -- none; count; order of the rows; ten years
  action text NOT NULL, -- user; what happened; revenue; ten years
  from_state text NOT NULL, -- user; state; revenue; ten years
  to_state text NOT NULL, -- user; state; revenue; ten years
  plan text NOT NULL, -- user; plan; revenue; ten years
  plan_version integer NOT NULL, -- user; plan; revenue; ten years
  "interval" text, -- user; price; revenue; ten years
  price_minor bigint, -- user; price; revenue; ten years
  currency char(3), -- user; price; revenue; ten years
  quantity bigint, -- user; price; revenue; ten years
  anchor timestamptz, -- user; date; periods; ten years
  trial_ends_at timestamptz, -- user; date; trials; ten years
  cancel_at timestamptz, -- user; date; cancellation; ten years
  mrr_minor bigint NOT NULL CHECK (mrr_minor >= 0), -- user; amount; revenue; ten years
  delta_minor bigint NOT NULL, -- user; amount; revenue; ten years
  movement text CHECK ((movement IS NULL) = (delta_minor = 0)), -- user; kind of change; revenue; ten years
  effective_at timestamptz NOT NULL, -- user; date; revenue; ten years
  recorded_at timestamptz NOT NULL, -- none; date; revenue; ten years
  actor text NOT NULL, -- user; pseudonym; who caused it; ten years
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT transitions_in_order UNIQUE (tenant_id, subscription_id, sequence)
);
SELECT data.distribute('billing.transitions');
SELECT data.protect('billing.transitions', 'SELECT, INSERT');
ALTER TABLE billing.transitions ADD FOREIGN KEY (tenant_id, subscription_id) REFERENCES billing.subscriptions;
CREATE INDEX transitions_in_time ON billing.transitions (tenant_id, effective_at)
  INCLUDE (currency, movement, delta_minor);
CREATE INDEX transitions_of_user ON billing.transitions (tenant_id, user_id, effective_at);

-- Not even the owner changes what was written.
CREATE FUNCTION billing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger billing.transitions is never changed' USING ERRCODE = 'restrict_violation';
END $$;
-- Citus asks for this before it takes a trigger; it reads nothing elsewhere, so it is safe on a shard.
SET LOCAL citus.enable_unsafe_triggers = on;
CREATE TRIGGER immutable_rows BEFORE UPDATE OR DELETE ON billing.transitions
  FOR EACH ROW EXECUTE FUNCTION billing.refuse_change();
CREATE TRIGGER immutable_table BEFORE TRUNCATE ON billing.transitions
  FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse_change();

-- What customers say when they leave: beside the ledger, because words can be personal and must be erasable.
CREATE TABLE billing.cancel_reasons (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; two years
  transition_id uuid NOT NULL, -- none; identifier; why customers leave; two years
  words bytea NOT NULL, -- user; sealed free text; why customers leave; two years
  PRIMARY KEY (tenant_id, transition_id)
);
SELECT data.distribute('billing.cancel_reasons');
SELECT data.protect('billing.cancel_reasons', 'SELECT, INSERT, DELETE');
ALTER TABLE billing.cancel_reasons ADD FOREIGN KEY (tenant_id, transition_id) REFERENCES billing.transitions;

-- What is used and set aside of each meter in each usage period.
CREATE TABLE billing.usage (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; two years
  user_id uuid NOT NULL, -- user; identifier; limits; two years
  meter text NOT NULL, -- none; name; limits; two years
  period_start timestamptz NOT NULL, -- none; date; limits; two years
  used bigint NOT NULL CHECK (used >= 0), -- user; count; limits; two years
  reserved bigint NOT NULL CHECK (reserved >= 0), -- user; count; limits; two years
  PRIMARY KEY (tenant_id, user_id, meter, period_start)
);
SELECT data.distribute('billing.usage');
SELECT data.protect('billing.usage', 'SELECT, INSERT, UPDATE');
ALTER TABLE billing.usage ADD FOREIGN KEY (tenant_id, user_id) REFERENCES accounts.users;

-- Usage set aside for work under way. A reservation ends by leaving this table, so it ends once.
CREATE TABLE billing.reservations (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; until the work ends
  id uuid NOT NULL, -- none; identifier; limits; until the work ends
  user_id uuid NOT NULL, -- user; identifier; limits; until the work ends
  meter text NOT NULL, -- none; name; limits; until the work ends
  period_start timestamptz NOT NULL, -- none; date; limits; until the work ends
  amount bigint NOT NULL CHECK (amount >= 0), -- user; count; limits; until the work ends
  expires_at timestamptz NOT NULL, -- none; date; limits; until the work ends
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('billing.reservations');
SELECT data.protect('billing.reservations', 'SELECT, INSERT, DELETE');
ALTER TABLE billing.reservations ADD FOREIGN KEY (tenant_id, user_id, meter, period_start) REFERENCES billing.usage;
CREATE INDEX reservations_expiry ON billing.reservations (tenant_id, expires_at);

-- The ledger as other rooms read it, under the reader's own row-level security.
CREATE VIEW billing.pub_transitions WITH (security_invoker = true) AS
  SELECT tenant_id, id, subscription_id, user_id, sequence, action, from_state, to_state, plan, plan_version,
         "interval", price_minor, currency, quantity, trial_ends_at, cancel_at, mrr_minor, delta_minor, movement,
         effective_at, recorded_at
  FROM billing.transitions;
GRANT SELECT ON billing.pub_transitions TO mainstay_app;
