-- Charts that somebody asked for. Birth data is personal, so the request is sealed whole; what is drawn
-- from it is not kept, because drawing it again takes tens of microseconds.

CREATE SCHEMA astrology;
GRANT USAGE ON SCHEMA astrology TO mainstay_app, mainstay_work;

CREATE TABLE astrology.charts (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the account
  id uuid NOT NULL, -- none; identifier; charts; life of the account
  user_id uuid NOT NULL, -- user; pseudonym; ownership; life of the account
  kind text NOT NULL CHECK (kind IN ('natal')), -- none; kind; charts; life of the account
  request bytea NOT NULL, -- user; sealed birth data; charts; life of the account
  name bytea, -- user; sealed name; charts; life of the account
  engine_version smallint NOT NULL, -- none; version; explaining a changed number; life of the account
  created_at timestamptz NOT NULL, -- none; date; charts; life of the account
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('astrology.charts');
SELECT data.protect('astrology.charts', 'SELECT, INSERT');
ALTER TABLE astrology.charts ADD FOREIGN KEY (tenant_id, user_id) REFERENCES accounts.users;
CREATE INDEX charts_of_user ON astrology.charts (tenant_id, user_id, id);
