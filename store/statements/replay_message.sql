-- Everything about a message that is stuck starts anew, at once: attempts, mails that were given up, filing.
UPDATE message SET attempts = 0, last_error = NULL, due_at = NULL WHERE id = :message AND attempts > 0;
UPDATE outbox SET state = 'queued', attempts = 0, doubts = 0, due_at = :now, queued_at = :now, failed_at = NULL
WHERE message = :message AND state = 'failed' AND emptied_on IS NULL;
UPDATE location SET attempts = 0, due_at = NULL, last_error = NULL
WHERE message = :message AND folder IS NULL;
