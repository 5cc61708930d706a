-- What is not delivered is looked at often, and is little beside all that was sent.
CREATE INDEX outbox_undelivered ON outbox (state, queued_at) WHERE state <> 'sent';
