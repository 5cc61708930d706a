UPDATE outbox
SET state = 'sent', sent_at = :now, attempts = attempts + 1, last_error = NULL
WHERE message_id = :message_id AND state = 'queued'
RETURNING message;
