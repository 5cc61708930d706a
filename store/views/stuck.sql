-- Mail that does not go on by itself, or only after more attempts. `message` is the number that `presens replay` takes;
-- NULL: a mail of ours that answers none. `what`:
--   parked    given up after some attempts, and set aside
--   retried   failed at least once, and is tried again at `due_at`
--   unsent    an answer to it, or a mail that follows from it, was given up within the last 30 days
--   unfiled   handled, but the mailbox refuses to move it to its folder; tried again at `due_at`
CREATE VIEW stuck AS
SELECT m.id AS message, CASE m.state WHEN 'parked' THEN 'parked' ELSE 'retried' END AS what, m.received_at AS since,
       m.sender, m.subject, NULL AS recipient, m.attempts, m.due_at, coalesce(m.reason, m.last_error) AS reason
FROM message m
WHERE m.state NOT IN ('filed') AND (m.state = 'parked' OR (m.state IN ('received', 'read') AND m.attempts > 0))
UNION ALL
SELECT o.message, 'unsent', o.queued_at, m.sender, m.subject, o.recipient, o.attempts, NULL, o.last_error
FROM outbox o
LEFT JOIN message m ON m.id = o.message
WHERE o.state = 'failed' AND o.emptied_on IS NULL AND unixepoch('now') - unixepoch(o.due_at) < 30 * 24 * 60 * 60
UNION ALL
SELECT l.message, 'unfiled', m.received_at, m.sender, m.subject, NULL, l.attempts, l.due_at, l.last_error
FROM location l
JOIN message m ON m.id = l.message
WHERE l.folder IS NULL AND l.attempts > 0;
