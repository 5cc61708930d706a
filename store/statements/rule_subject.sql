-- What decides which rules look at a submission: its form, the group's kind, the first and last day that it is about (its
-- meetings, else the start, else the mail's date), its known persons, and the language to answer in.
SELECT s.form, coalesce(g.kind, s.kind) AS kind,
       coalesce((SELECT min(date) FROM submission_meeting WHERE submission = s.id), s.start_date,
                substr(coalesce(m.sent_at, m.received_at), 1, 10)) AS first,
       coalesce((SELECT max(date) FROM submission_meeting WHERE submission = s.id), s.start_date,
                substr(coalesce(m.sent_at, m.received_at), 1, 10)) AS last,
       (SELECT json_group_array(DISTINCT person) FROM submission_participant
        WHERE submission = s.id AND person IS NOT NULL) AS "persons:json",
       -- A short reply is judged in the language in which the conversation began.
       CASE WHEN EXISTS (SELECT 1 FROM message x
                         JOIN nynorsk_word w ON instr(words(coalesce(x.subject, '') || ' ' || coalesce(x.reading ->> '$.text', '')), w.word)
                         WHERE x.id IN (m.id, m.conversation))
            THEN 'nn' ELSE 'nb' END AS language
FROM submission s
JOIN message m ON m.id = s.message
LEFT JOIN small_group g ON g.id = s.group_id
WHERE s.id = :submission;
