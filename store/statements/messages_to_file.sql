-- Copies that wait to be filed and are due, and where to. Later copies of a message that is filed or parked follow it.
SELECT l.uid, l.message,
       CASE WHEN m.state = 'parked' THEN 'Til vurdering'
            WHEN NOT EXISTS (SELECT 1 FROM submission s WHERE s.message = m.id) THEN 'Annet'
            WHEN EXISTS (SELECT 1 FROM submission s WHERE s.message = m.id AND s.decision = 'flag')
                THEN 'Til vurdering'
            WHEN EXISTS (SELECT 1 FROM submission s WHERE s.message = m.id AND s.decision IN ('return', 'confirm'))
                THEN 'Returnert'
            ELSE 'Behandlet' END AS folder
FROM location l
JOIN message m ON m.id = l.message
WHERE l.folder IS NULL AND l.mailbox = :mailbox AND l.uidvalidity = :uidvalidity
  AND m.state IN ('answered', 'filed', 'parked')
  AND (l.due_at IS NULL OR l.due_at <= :now OR l.due_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+4 hours'))
ORDER BY l.message, l.uid;
