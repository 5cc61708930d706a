-- What came of a try that began after :attempts others, so that it is counted once. Tried again after 1 minute, 2, 4 ... at most 4
-- hours (240 minutes), for four days; :at_once where the time was not the server's. Where the mail may have arrived (:doubt) for the
-- second time, it is given up, and :given_up says so.
UPDATE outbox
SET state = iif(fate.over, 'failed', 'queued'),
    attempts = outbox.attempts + 1,
    doubts = outbox.doubts + :doubt,
    due_at = iif(:at_once, due_at,
                 strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+' || min(240, 1 << min(outbox.attempts, 8)) || ' minutes')),
    failed_at = iif(fate.over, :now, NULL),
    last_error = :why || iif(:doubt AND fate.doubted, :given_up, '')
FROM (SELECT id AS mail, doubts + :doubt >= 2 AS doubted,
             :refused OR doubts + :doubt >= 2 OR unixepoch(:now) - unixepoch(queued_at) >= 4 * 24 * 60 * 60 AS over
      FROM outbox WHERE id = :id) fate
WHERE id = fate.mail AND state = 'queued' AND attempts = :attempts
RETURNING message, state = 'failed' AS given_up;
