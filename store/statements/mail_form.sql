-- A form as it was read, and the open questions about it, in the names of the fields of [sheet] in words.ini.
SELECT json_extract(m.reading, '$.forms[' || s.position || ']') AS "form:json",
       (SELECT json_group_array(json_object('number', number, 'asks', asks, 'meeting', meeting, 'participant', participant,
                                            'text', text))
        FROM (SELECT q.number, CASE q.asks WHEN 'time' THEN 'start' ELSE replace(q.asks, '-', '_') END AS asks,
                     q.meeting, q.participant,
                     (SELECT f.text FROM finding f
                      WHERE f.submission = q.submission AND f.rule = q.rule AND f.meeting IS q.meeting
                        AND f.participant IS q.participant AND f.change IS q.change) AS text
              FROM question q WHERE q.submission = s.id AND q.open ORDER BY q.number)) AS "questions:json"
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission;
