-- The submission at a position of a message takes the place of another. A scan that was confirmed stays so.
UPDATE submission SET amends = :amends WHERE message = :message AND position = :position;

INSERT OR IGNORE INTO scan_confirmation (submission, message)
SELECT s.id, c.message
FROM submission s
JOIN scan_confirmation c ON c.submission = s.amends
WHERE s.message = :message AND s.position = :position AND s.format = 'scan'
UNION ALL
SELECT s.id, s.message
FROM submission s
JOIN answer a ON a.message = s.message AND a.submission = s.amends AND a.outcome = 'noted'
JOIN question q ON q.submission = a.submission AND q.number = a.number AND q.asks = 'scan'
WHERE s.message = :message AND s.position = :position AND s.format = 'scan';
