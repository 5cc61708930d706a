-- What a reply brings: its answers, and the reference of ours that it carries. `answered` where they are in force already.
SELECT json_extract(m.reading, '$.answers') AS "answers:json",
       m.reading ->> '$.message.reference.token' AS token,
       EXISTS (SELECT 1 FROM answer WHERE message = m.id) AS answered,
       (SELECT json_group_array(json_object('submission', s.id, 'form', s.form, 'number_key', s.number_key))
        FROM submission s WHERE s.message = m.id AND s.amends IS NULL) AS "forms:json"
FROM message m
WHERE m.id = :message AND m.kind IN ('reply', 'form', 'request')
  AND (m.reading ->> '$.message.reference.token' IS NOT NULL OR json_array_length(m.reading, '$.message.in_reply_to') > 0);
