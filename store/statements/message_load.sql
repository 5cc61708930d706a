-- Loads what a checked reading (store/reading.c) says of the message itself; what was loaded before goes.
-- submissions_load has its forms.

UPDATE message
SET reading = :reading,
    kind = :reading ->> '$.kind',
    message_id = :reading ->> '$.message.id',
    sender = lower(:reading ->> '$.message.from.email'),
    sender_name = :reading ->> '$.message.from.name',
    subject = :reading ->> '$.message.subject',
    sent_at = min(received_at,
                  coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', :reading ->> '$.message.date'), received_at)),
    conversation = NULL,
    automatic = coalesce(:reading ->> '$.message.automatic', 0),
    -- Only our own receiving server is believed. Where the sender's domain has no policy, a refused server without a
    -- valid signature is enough.
    forged = coalesce(lower(:reading ->> '$.message.authentication.server') = lower(:authserv_id)
                      AND CASE coalesce(lower(:reading ->> '$.message.authentication.dmarc'), 'none')
                              WHEN 'fail' THEN 1
                              WHEN 'none' THEN lower(:reading ->> '$.message.authentication.spf') IS 'fail'
                                               AND lower(:reading ->> '$.message.authentication.dkim') IS NOT 'pass'
                              ELSE 0 END, 0),
    authentic = coalesce(lower(:reading ->> '$.message.authentication.server') = lower(:authserv_id)
                         AND lower(:reading ->> '$.message.authentication.dmarc') IS NOT 'fail'
                         AND :reading ->> '$.message.authentication.aligned', 0)
WHERE id = :message;

DELETE FROM unread_part WHERE message = :message;
INSERT INTO unread_part (message, position, part, filename, format, place, why)
SELECT :message, key, value ->> '$.part', value ->> '$.filename', value ->> '$.format', value ->> '$.where',
       value ->> '$.why'
FROM json_each(:reading, '$.unread');

DELETE FROM answer WHERE message = :message;
