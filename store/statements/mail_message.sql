-- What the answers to a message say of the message itself.
SELECT m.id, m.sha256, m.state, m.kind, m.message_id, m.sender, m.subject, m.received_at, m.automatic, m.forged, m.reason,
       CASE WHEN EXISTS (SELECT 1 FROM nynorsk_word w
                         WHERE instr(words(coalesce(m.subject, '') || ' ' || coalesce(m.reading ->> '$.text', '')), w.word))
            THEN 'nn' ELSE 'nb' END AS language,
       m.reading ->> '$.request' IS 'statement' AS wants_statement, m.reading ->> '$.request' IS 'form' AS wants_form,
       length(r.bytes) AS bytes,
       EXISTS (SELECT 1 FROM scan_confirmation c WHERE c.message = m.id) AS confirmed,
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
