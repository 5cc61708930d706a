-- The forms of the conversation that a reply belongs to, of each the latest version: {message, submission, flagged, open}, with
-- the number of open questions.
SELECT s.message, s.id AS submission, s.decision IS 'flag' AS flagged,
       (SELECT count(*) FROM question q WHERE q.submission = s.id AND q.open) AS open
FROM message m
JOIN message x ON x.id = m.conversation OR x.conversation = m.conversation
JOIN submission s ON s.message = x.id
WHERE m.id = :message AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id)
ORDER BY s.id;
