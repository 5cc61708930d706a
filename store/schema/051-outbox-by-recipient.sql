-- Every answer and confirmation asks what its recipient has had before.
CREATE INDEX outbox_by_recipient ON outbox (recipient, purpose, queued_at, answer);
