-- A row where the message is decided and no answer to its sender is queued.
SELECT m.id AS message
FROM message m
WHERE m.id = :message AND m.state = 'decided'
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id AND o.answer = 1 AND o.state = 'queued');
