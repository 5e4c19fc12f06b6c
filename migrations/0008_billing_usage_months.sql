-- From when usage months are counted, and when paid service last ended.
--
-- A purchase used to open a usage month of its own, so that cancelling at once and buying again emptied every counter.
-- A purchase inside the usage month that paid service had opened now keeps counting in it. Rows of before have no
-- usage anchor; what is paid in them is counted from its purchase, as it was.

ALTER TABLE billing.subscriptions ADD COLUMN usage_anchor timestamptz; -- user; date; limits; ten years
ALTER TABLE billing.subscriptions ADD COLUMN paid_until timestamptz; -- user; date; limits; ten years
ALTER TABLE billing.transitions ADD COLUMN usage_anchor timestamptz; -- user; date; limits; ten years
