-- Mails of ours that answer none (digests, reminders) and were given up.
UPDATE outbox SET state = 'queued', attempts = 0, due_at = :now, queued_at = :now
WHERE message IS NULL AND state = 'failed' AND unixepoch(:now) - unixepoch(due_at) < 30 * 24 * 60 * 60;
