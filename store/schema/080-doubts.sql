-- How often a mail may have arrived without the server's having said so: the line broke, or the service ended, between the end of the
-- mail and the reply. Nothing goes out a third time by itself.
ALTER TABLE outbox ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
