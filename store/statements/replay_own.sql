-- Mails of ours that answer none (digests, reminders) and were given up.
UPDATE outbox SET state = 'queued', attempts = 0, doubts = 0, due_at = :now, queued_at = :now, failed_at = NULL
WHERE message IS NULL AND state = 'failed' AND emptied_on IS NULL AND unixepoch(:now) - unixepoch(due_at) < 30 * 24 * 60 * 60;
