-- Tried again after 1 minute, 2, 4 ... at most 4 hours (240 minutes), for four days.
UPDATE outbox
SET state = CASE WHEN :refused OR unixepoch(:now) - unixepoch(queued_at) >= 4 * 24 * 60 * 60
                 THEN 'failed' ELSE 'queued' END,
    attempts = attempts + 1,
    due_at = strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+' || min(240, 1 << min(attempts, 8)) || ' minutes'),
    failed_at = CASE WHEN :refused OR unixepoch(:now) - unixepoch(queued_at) >= 4 * 24 * 60 * 60 THEN :now END,
    last_error = :why
WHERE id = :id AND state = 'queued'
RETURNING message;
