-- What the answers to a message say of the message itself.
SELECT m.id, m.sha256, m.state, m.kind, m.message_id, m.sender, m.subject, m.received_at, m.automatic, m.forged, m.reason,
       coalesce(m.conversation, m.id) AS conversation, m.conversation IS NOT NULL AS in_conversation,
       EXISTS (SELECT 1 FROM json_each(m.reading, '$.message.in_reply_to') i JOIN outbox o ON o.message_id = i.value
               WHERE o.purpose = 'form') AS answers_help,
       -- A short reply is answered in the language in which the conversation began.
       CASE WHEN EXISTS (SELECT 1 FROM message x
                         JOIN nynorsk_word w ON instr(words(coalesce(x.subject, '') || ' ' || coalesce(x.reading ->> '$.text', '')), w.word)
                         WHERE x.id IN (m.id, m.conversation))
            THEN 'nn' ELSE 'nb' END AS language,
       m.reading ->> '$.request' IS 'statement' AS wants_statement, m.reading ->> '$.request' IS 'form' AS wants_form,
       length(r.bytes) AS bytes,
       json_array_length(m.reading, '$.answers') > 0 AS speaks,
       -- Words that answer no question by its number are for people.
       EXISTS (SELECT 1 FROM answer a
               WHERE a.message = m.id
                 AND (a.outcome = 'remark' OR (a.outcome = 'unclear' AND m.reading ->> ('$.answers[' || a.position || '].number') IS NULL
                                               AND m.reading ->> ('$.answers[' || a.position || '].yes') IS NULL)))
          -- Where a form is flagged the office sees them with it.
          OR (EXISTS (SELECT 1 FROM json_each(m.reading, '$.note.remarks') WHERE value ->> '$.asks')
              AND NOT EXISTS (SELECT 1 FROM submission WHERE message = m.id AND decision = 'flag')) AS prose,
       json_array_length(m.reading, '$.note.remarks') > 0 AS noted_beside,
       substr(json_extract(m.reading, '$.text'), 1, 2000) AS text,
       -- A file that was left in somebody's cloud is not in the mail.
       EXISTS (SELECT 1 FROM (VALUES ('1drv.ms/'), ('sharepoint.com/'), ('onedrive.live.com/'), ('dropbox.com/'),
                                     ('drive.google.com/'), ('docs.google.com/'), ('wetransfer.com/'), ('we.tl/'),
                                     ('icloud.com/')) AS place
               WHERE instr(lower(json_extract(m.reading, '$.text')), place.column1)) AS linked,
       (SELECT json_group_array(json_object('filename', filename, 'place', place, 'why', why))
        FROM (SELECT filename, place, why FROM unread_part
              WHERE message = m.id ORDER BY position LIMIT 40)) AS "unread:json"
FROM message m
LEFT JOIN raw_message r ON r.message = m.id
WHERE m.id = :message;
