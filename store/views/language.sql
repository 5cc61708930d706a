-- The language in which the sender of a message wrote, "nn" or "nb": words that only nynorsk has.
CREATE VIEW message_language AS
SELECT m.id AS message,
       CASE WHEN EXISTS (SELECT 1
                         FROM (SELECT ' ' || replace(replace(replace(replace(
                                      lower(coalesce(m.subject, '') || ' ' || coalesce(m.reading ->> '$.text', '')),
                                      char(10), ' '), ',', ' '), '.', ' '), ':', ' ') || ' ' AS text) t
                         JOIN (SELECT ' ikkje ' AS word UNION ALL SELECT ' eg ' UNION ALL SELECT ' frå '
                               UNION ALL SELECT ' her kjem ' UNION ALL SELECT ' dykk ' UNION ALL SELECT ' vedlagd '
                               UNION ALL SELECT ' møta ' UNION ALL SELECT ' deltakarar ') w
                           ON instr(t.text, w.word) > 0)
            THEN 'nn' ELSE 'nb' END AS language
FROM message m;
