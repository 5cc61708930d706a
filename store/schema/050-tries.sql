-- What failed is tried again after a pause. A moment that is further away than any pause comes from a clock that was set
-- back since, and does not count.
ALTER TABLE message ADD COLUMN due_at TEXT;     -- not handled before; NULL: at once
ALTER TABLE message ADD COLUMN last_error TEXT; -- of the newest attempt that failed; NULL: none since it moved on

-- A copy that the mailbox refuses to move.
ALTER TABLE location ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE location ADD COLUMN due_at TEXT;
ALTER TABLE location ADD COLUMN last_error TEXT;

CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';
