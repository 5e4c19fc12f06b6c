-- The published ledger tells what time has done also before a job has written it.
--
-- A trial that is over and a cancellation that is due hold from their instant for whoever reads: counts said so, sums
-- of the ledger did not, and the two disagreed until the job had run. Each subscription with an end now has its next
-- row here, dated at that end and most often in the future: who reads the view says up to when. Such a row has no id
-- and was never recorded; once it is written, the same row comes from the ledger instead, in the same commit.

CREATE OR REPLACE VIEW billing.pub_transitions WITH (security_invoker = true) AS
  SELECT tenant_id, id, subscription_id, user_id, sequence, action, from_state, to_state, plan, plan_version,
         "interval", price_minor, currency, quantity, trial_ends_at, cancel_at, mrr_minor, delta_minor, movement,
         effective_at, recorded_at
  FROM billing.transitions
  UNION ALL
  SELECT tenant_id, NULL, id, user_id, sequence + 1,
         CASE WHEN cancel_at = least(trial_ends_at, cancel_at) THEN 'finish_cancel' ELSE 'end_trial' END, state,
         CASE WHEN cancel_at = least(trial_ends_at, cancel_at) THEN 'canceled' ELSE 'expired' END, plan, plan_version,
         "interval", price_minor, currency, quantity, NULL, NULL, 0, -mrr_minor,
         CASE WHEN mrr_minor > 0 THEN 'churn' END,
         least(trial_ends_at, cancel_at), NULL
  FROM billing.subscriptions
  WHERE trial_ends_at IS NOT NULL OR cancel_at IS NOT NULL;
