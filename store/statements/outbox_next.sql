SELECT id, recipient, message_id, attempts
FROM outbox
WHERE state = 'queued' AND due_at <= :now
ORDER BY due_at, id
LIMIT 1;
