-- As outbox_due sees it.
SELECT max(0, unixepoch(due_at) - unixepoch(:now)) * (unixepoch(due_at) - unixepoch(:now) <= 4 * 60 * 60) AS seconds
FROM outbox
WHERE state = 'queued'
ORDER BY seconds
LIMIT 1;
