-- Who has an account, and from where they are signed in.
--
-- E-mail and name are sealed for their row; the keyed hash beside the e-mail finds an account without
-- opening one. A session is the family of refresh tokens that descend from one sign-in: the tokens are
-- derived from its id and generation with a key that is not in the database, so nothing here signs anybody in.

CREATE SCHEMA accounts;
GRANT USAGE ON SCHEMA accounts TO mainstay_app, mainstay_work;

CREATE TABLE accounts.users (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the account
  id uuid NOT NULL, -- user; identifier; sign-in; life of the account
  email bytea NOT NULL, -- user; sealed e-mail address; sign-in and messages; life of the account
  email_hash bytea NOT NULL, -- user; pseudonym; finding an account by e-mail; life of the account
  name bytea, -- user; sealed name; salutation; life of the account
  password_hash text NOT NULL, -- user; credential (Argon2id); sign-in; life of the account
  role text NOT NULL CHECK (role IN ('user', 'admin')), -- user; setting; permissions; life of the account
  is_active boolean NOT NULL, -- user; state; permissions; life of the account
  locale text NOT NULL, -- user; setting; language; life of the account
  time_zone text NOT NULL, -- user; setting; periods and trials; life of the account
  country char(2), -- user; country; currency and law; life of the account
  acquisition_source text, -- user; marketing; cost per acquisition; life of the account
  acquisition_campaign text, -- user; marketing; cost per acquisition; life of the account
  created_at timestamptz NOT NULL, -- user; date; administration; life of the account
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT users_email UNIQUE (tenant_id, email_hash)
);
SELECT data.distribute('accounts.users');
SELECT data.protect('accounts.users', 'SELECT, INSERT, UPDATE');
ALTER TABLE accounts.users ADD FOREIGN KEY (tenant_id) REFERENCES data.tenants;
CREATE INDEX users_admins ON accounts.users (tenant_id, id) WHERE role = 'admin' AND is_active;

CREATE TABLE accounts.sessions (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 30 days after its end
  id uuid NOT NULL, -- user; pseudonym; sign-in; 30 days after its end
  user_id uuid NOT NULL, -- user; identifier; sign-in; 30 days after its end
  generation integer NOT NULL CHECK (generation > 0), -- none; count; token rotation; 30 days after its end
  rotated_at timestamptz NOT NULL, -- user; date; token rotation; 30 days after its end
  created_at timestamptz NOT NULL, -- user; date; sign-in; 30 days after its end
  expires_at timestamptz NOT NULL, -- none; date; sign-in; 30 days after its end
  revoked_at timestamptz, -- user; date; sign-in; 30 days after its end
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('accounts.sessions');
SELECT data.protect('accounts.sessions');
ALTER TABLE accounts.sessions ADD FOREIGN KEY (tenant_id, user_id) REFERENCES accounts.users;
CREATE INDEX sessions_live ON accounts.sessions (tenant_id, user_id, id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_expiry ON accounts.sessions (tenant_id, expires_at);
