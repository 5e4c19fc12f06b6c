-- Counters leave after their two years, as their columns declare: found by date, and removed by the room itself.

CREATE INDEX usage_age ON billing.usage (tenant_id, period_start);
GRANT DELETE ON billing.usage TO mainstay_app;
