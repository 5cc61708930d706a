-- A mail that gives orders, with what its token (:hash, its SHA-256) entitles to. `obeyed` where they were carried out already.
SELECT m.sender, m.authentic, json_extract(m.reading, '$.orders') AS "orders:json",
       EXISTS (SELECT 1 FROM office_order WHERE message = m.id) AS obeyed,
       (SELECT json_group_array(json_object('number', c.number, 'submission', c.submission))
        FROM token t
        JOIN token_case c ON c.hash = t.hash
        WHERE t.hash = :hash AND t.purpose = 'decide' AND t.expires_at > :now
          AND t.message = m.reading ->> '$.message.reference.number') AS "cases:json"
FROM message m
WHERE m.id = :message AND NOT m.automatic AND json_array_length(m.reading, '$.orders') > 0;
