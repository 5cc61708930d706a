-- How much waits and for how long, a row a number: {name, state, value}. Only rows that are not finished are looked at.
WITH flagged AS (
    SELECT m.received_at FROM submission s JOIN message m ON m.id = s.message WHERE s.decision = 'flag'
      AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id))
SELECT 'messages' AS name, state.state,
       (SELECT count(*) FROM message m WHERE m.state = state.state AND m.state NOT IN ('filed')) AS value
FROM (SELECT 'received' AS state UNION ALL SELECT 'read' UNION ALL SELECT 'decided' UNION ALL SELECT 'answered'
      UNION ALL SELECT 'parked') state
UNION ALL
SELECT 'oldest_unprocessed_seconds', NULL,
       coalesce((SELECT max(0, unixepoch() - min(unixepoch(received_at))) FROM message
                 WHERE state IN ('received', 'read') AND state NOT IN ('filed')), 0)
UNION ALL
SELECT 'flagged', NULL, (SELECT count(*) FROM flagged)
UNION ALL
SELECT 'oldest_flagged_seconds', NULL,
       coalesce((SELECT max(0, unixepoch() - min(unixepoch(received_at))) FROM flagged), 0)
UNION ALL
SELECT 'outbox', state.state,
       (SELECT count(*) FROM outbox o WHERE o.state = state.state AND o.state <> 'sent')
FROM (SELECT 'queued' AS state UNION ALL SELECT 'failed' UNION ALL SELECT 'bounced') state
UNION ALL
SELECT 'oldest_queued_seconds', NULL,
       coalesce((SELECT max(0, unixepoch() - min(unixepoch(queued_at))) FROM outbox WHERE state = 'queued'), 0);
