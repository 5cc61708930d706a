SELECT max(0, unixepoch(due_at) - unixepoch(:now)) AS seconds
FROM outbox
WHERE state = 'queued'
ORDER BY due_at, id
LIMIT 1;
