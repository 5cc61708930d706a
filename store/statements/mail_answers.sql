-- What was heard in a reply: every answer, what was asked, and what was noted; and the remarks beside a form, but those that a
-- finding quotes.
SELECT number, outcome, asks, value AS "value:json", text
FROM (SELECT a.position, a.number, a.outcome, q.asks, a.value,
             m.reading ->> ('$.answers[' || a.position || '].text') AS text
      FROM answer a
      JOIN message m ON m.id = a.message
      LEFT JOIN question q ON q.submission = a.submission AND q.number = a.number
      WHERE a.message = :message
      UNION ALL
      SELECT r.key, NULL, CASE WHEN r.value ->> '$.asks' THEN 'beside' ELSE 'aside' END, NULL, NULL, r.value ->> '$.text'
      FROM message m
      JOIN json_each(m.reading, '$.note.remarks') r
      WHERE m.id = :message AND NOT coalesce(r.value ->> '$.corrects', 0))
ORDER BY position;
