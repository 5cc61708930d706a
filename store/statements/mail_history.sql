-- What came before from the sender of a message, and about its groups: the last five forms, newest first.
SELECT s.form, e.received_at, e.sender, coalesce(g.name, s.group_name) AS group_name, s.decision,
       (SELECT d.note FROM office_decision d
        WHERE d.submission = s.id AND d.undone_at IS NULL ORDER BY d.id DESC LIMIT 1) AS note
FROM (SELECT s.id
      FROM message m
      JOIN message e ON e.sender = m.sender
      JOIN submission s ON s.message = e.id
      WHERE m.id = :message AND e.id < m.id
      UNION
      SELECT s.id
      FROM submission mine
      JOIN submission s ON s.group_id = mine.group_id AND s.decision IN ('accept', 'partial')
      WHERE mine.message = :message AND s.message < mine.message
      ORDER BY 1 DESC
      LIMIT 5) earlier
JOIN submission s ON s.id = earlier.id
JOIN message e ON e.id = s.message
LEFT JOIN small_group g ON g.id = s.group_id
ORDER BY s.id DESC;
