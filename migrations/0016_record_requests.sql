-- The request log: one row a request, by route and never by path, without body and query. An id begins with the
-- millisecond of the answer, so the key orders by time and the sweep finds what is old without another index; of
-- refusals, which are few and looked for, there is one.

CREATE TABLE record.requests (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; 30 days
  id uuid NOT NULL, -- none; identifier; operations; 30 days
  user_id uuid, -- user; identifier; security; 30 days
  method text NOT NULL, -- none; name; operations; 30 days
  route text NOT NULL, -- none; name; operations; 30 days
  status smallint NOT NULL, -- none; code; operations; 30 days
  reason text, -- none; event name; security; 30 days
  micros bigint NOT NULL, -- none; measure; operations; 30 days
  request_bytes bigint, -- none; measure; operations; 30 days
  answer_bytes bigint, -- none; measure; operations; 30 days
  correlation_id text NOT NULL, -- none; identifier; tracing; 30 days
  country char(2), -- user; region; security; 30 days
  PRIMARY KEY (tenant_id, id)
);
SELECT data.distribute('record.requests');
SELECT data.protect('record.requests', 'SELECT');
SELECT data.open_to_work('record.requests', 'SELECT, INSERT, DELETE');
CREATE INDEX requests_refused ON record.requests (tenant_id, id) WHERE reason IS NOT NULL;
