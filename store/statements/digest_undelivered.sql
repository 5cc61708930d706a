-- Mails of ours that have failed or come back since :since, and those that have waited for more than a day. {recipient, purpose,
-- state, queued_at, last_error, group_number, group_name}; the state is 'doubtful' where a mail was given up that may have arrived.
SELECT o.recipient, o.purpose, iif(o.state = 'failed' AND o.doubts >= 2, 'doubtful', o.state) AS state,
       substr(o.queued_at, 1, 10) AS queued_at, iif(o.doubts < 2, o.last_error, NULL) AS last_error,
       g.number AS group_number, g.name AS group_name
FROM (SELECT id FROM outbox WHERE failed_at > :since
      UNION
      SELECT id FROM outbox WHERE state = 'queued' AND queued_at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')) found
JOIN outbox o ON o.id = found.id
LEFT JOIN submission s ON s.id = o.submission
LEFT JOIN small_group g ON g.id = s.group_id
ORDER BY o.id
LIMIT 200;
