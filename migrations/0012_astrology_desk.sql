-- What an owner writes on a chart: its name can change, and it has tags and notes. These are as personal as the birth
-- ("ex-wife"), so they are sealed for their row. Beside the tags stands a keyed hash of each, bound to its owner, by
-- which a list is narrowed without opening a row. No index over the hashes: one user has some thousands of charts at the
-- most, which `charts_of_user` finds (one in 5,000 takes some 20 ms). The app changes these columns and no other, and
-- removes whole charts.

ALTER TABLE astrology.charts ADD COLUMN tags bytea; -- user; sealed tags; charts; life of the account
ALTER TABLE astrology.charts ADD COLUMN tag_hashes bytea[] NOT NULL DEFAULT '{}'; -- user; pseudonym; finding charts by tag; life of the account
ALTER TABLE astrology.charts ADD COLUMN notes bytea; -- user; sealed notes; charts; life of the account
ALTER TABLE astrology.charts ADD COLUMN updated_at timestamptz; -- none; date; charts; life of the account
GRANT UPDATE (name, tags, tag_hashes, notes, updated_at), DELETE ON astrology.charts TO mainstay_app;
