-- What a mail of the office ordered, and what became of it.
SELECT o.word, o.number, o.submission, o.note, o.outcome, s.message, s.form,
       coalesce(g.name, s.group_name) AS group_name, coalesce(g.number, s.group_number) AS group_number
FROM office_order o
LEFT JOIN submission s ON s.id = o.submission
LEFT JOIN small_group g ON g.id = s.group_id
WHERE o.message = :message
ORDER BY o.position;
