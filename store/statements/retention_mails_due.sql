-- Mails that came more than :days days before :today and whose content is due to go: everything is settled, and nothing about them waits to be
-- sent. Automatic mail (:automatic) has a time of its own. {id}
SELECT m.id
FROM message m
WHERE m.emptied_on IS NULL
  AND m.received_at < date(:today, '-' || :days || ' days')
  AND m.state IN ('answered', 'filed')
  AND (m.automatic OR m.kind IN ('automatic', 'bounce')) = :automatic
  AND NOT EXISTS (SELECT 1 FROM submission s
                  WHERE s.message = m.id AND (s.decision IS NULL OR s.decision IN ('flag', 'confirm')))
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id AND o.state = 'queued')
ORDER BY m.received_at
LIMIT :limit;
