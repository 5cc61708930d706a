-- Mails in words that were handed to the office in the last seven days, the oldest first. Whether somebody has answered them, the
-- database does not know. {message, since, sender, subject}
SELECT m.id AS message, m.received_at AS since, m.sender, m.subject
FROM message m
WHERE m.emptied_on IS NULL
  AND m.received_at >= date(:today, '-7 days')
  AND m.kind IN ('reply', 'request', 'other')
  AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.message = m.id)
  AND NOT EXISTS (SELECT 1 FROM office_order o WHERE o.message = m.id)
  AND (EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id AND o.purpose = 'exception')
       OR EXISTS (SELECT 1 FROM office_exception e WHERE e.message = m.id AND e.reason = 'is_many'))
ORDER BY m.received_at;
