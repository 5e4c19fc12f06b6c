-- The ground floor of the database: tenants, the functions that every later table is built with, and
-- what a Unit's commit writes beside the change itself.
--
-- Roles exist before the first migration (they carry passwords, so the binary makes them):
--   mainstay_owner  runs migrations and owns every object, and is bound by row-level security too
--   mainstay_app    serves requests; sees one tenant at a time
--   mainstay_work   schedules and copies across tenants, in two named files

CREATE SCHEMA IF NOT EXISTS data;
GRANT USAGE ON SCHEMA data TO mainstay_app, mainstay_work;

-- No tenant set means no rows, never all rows: the empty setting becomes null, and null matches nothing.
CREATE FUNCTION data.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;

-- Puts row-level security in force on a tenant table, for its owner as well, and grants the app role
-- just the named privileges. Called once by the migration that creates the table.
CREATE FUNCTION data.protect(target regclass, app_may text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY one_tenant ON %s TO mainstay_app, mainstay_owner
                    USING (tenant_id = data.tenant()) WITH CHECK (tenant_id = data.tenant())', target);
  EXECUTE format('GRANT %s ON %s TO mainstay_app', app_may, target);
END $$;

-- Opens a protected table to the cross-tenant role, with just the named privileges.
CREATE FUNCTION data.open_to_work(target regclass, work_may text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY all_tenants ON %s TO mainstay_work USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT %s ON %s TO mainstay_work', work_may, target);
END $$;

-- Shards a table by tenant where Citus is installed; does nothing elsewhere.
CREATE FUNCTION data.distribute(target text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    EXECUTE format('SELECT create_distributed_table(%L, ''tenant_id'', colocate_with => ''default'')', target);
  END IF;
END $$;

-- Copies a small table that every shard refers to onto every node where Citus is installed.
CREATE FUNCTION data.distribute_reference(target text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    EXECUTE format('SELECT create_reference_table(%L)', target);
  END IF;
END $$;

-- One row a business. Global by nature: the tenant of a request is looked up here, before one is known.
CREATE TABLE data.tenants (
  id uuid PRIMARY KEY, -- tenant; identifier; isolation; life of the tenant
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'), -- tenant; name; administration; life of the tenant
  reporting_zone text NOT NULL, -- tenant; setting; reports; life of the tenant
  currency char(3) NOT NULL, -- tenant; setting; reports; life of the tenant
  created_at timestamptz NOT NULL -- tenant; date; administration; life of the tenant
);
SELECT data.distribute_reference('data.tenants');
GRANT SELECT ON data.tenants TO mainstay_app, mainstay_work;

-- Which tenant answers for which host name; hosts without a row belong to the default tenant.
CREATE TABLE data.tenant_hosts (
  host text PRIMARY KEY CHECK (host = lower(host)), -- tenant; name; routing; life of the tenant
  tenant_id uuid NOT NULL -- tenant; identifier; routing; life of the tenant
);
SELECT data.distribute_reference('data.tenant_hosts');
ALTER TABLE data.tenant_hosts ADD FOREIGN KEY (tenant_id) REFERENCES data.tenants;
GRANT SELECT ON data.tenant_hosts TO mainstay_app, mainstay_work;

-- Answers kept for clients that repeat a request with the same Idempotency-Key. The key is hashed with
-- tenant, actor, method and route, so that nobody can be given somebody else's answer.
CREATE TABLE data.idempotency (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 24 hours
  scope_hash bytea NOT NULL, -- user; pseudonym; idempotency; 24 hours
  request_hash bytea NOT NULL, -- user; pseudonym; idempotency; 24 hours
  answer bytea, -- user; sealed content; idempotency; 24 hours
  expires_at timestamptz NOT NULL, -- none; date; retention; 24 hours
  PRIMARY KEY (tenant_id, scope_hash)
);
SELECT data.distribute('data.idempotency');
SELECT data.protect('data.idempotency');
CREATE INDEX idempotency_expiry ON data.idempotency (tenant_id, expires_at);
