-- Counters leave after their two years, as their columns declare: found by date, and removed by the room itself. A
-- reservation that nobody has ended by then leaves with its counter.

CREATE INDEX usage_age ON billing.usage (tenant_id, period_start);
GRANT DELETE ON billing.usage TO mainstay_app;
ALTER TABLE billing.reservations DROP CONSTRAINT reservations_tenant_id_user_id_meter_period_start_fkey;
ALTER TABLE billing.reservations
  ADD FOREIGN KEY (tenant_id, user_id, meter, period_start) REFERENCES billing.usage ON DELETE CASCADE;
