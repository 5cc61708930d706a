-- A moment further away than the longest back-off was written before the clock was set back.
SELECT id, recipient, message_id, attempts, doubts
FROM outbox
WHERE state = 'queued'
  AND (due_at <= :now OR due_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+4 hours'))
ORDER BY due_at, id
LIMIT :most;
