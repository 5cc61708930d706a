-- What was heard in a reply: every answer, what was asked, and what was noted.
SELECT a.number, a.outcome, q.asks, a.value AS "value:json",
       m.reading ->> ('$.answers[' || a.position || '].text') AS text
FROM answer a
JOIN message m ON m.id = a.message
LEFT JOIN question q ON q.submission = a.submission AND q.number = a.number
WHERE a.message = :message
ORDER BY a.position;
