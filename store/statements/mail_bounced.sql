-- A delivery report for mails of ours that did not get through and will not: they are marked, and so are their addresses. Its
-- Message-ID cannot be guessed, so only who got the mail can tell. A report that says who is meant must mean our recipient,
-- unless it means one only: addresses change on the way.
UPDATE outbox
SET state = 'bounced', failed_at = coalesce(failed_at, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
WHERE state IN ('sent', 'bounced')
  AND message_id IN (SELECT value FROM message m, json_each(m.reading, '$.message.in_reply_to') WHERE m.id = :message
                     UNION
                     SELECT value FROM message m, json_each(m.reading, '$.delivery.originals') WHERE m.id = :message)
  AND ((SELECT coalesce(json_array_length(reading, '$.delivery.recipients'), 0) FROM message WHERE id = :message) = 0
       OR EXISTS (SELECT 1
                  FROM message m
                  JOIN json_each(m.reading, '$.delivery.recipients') r
                  WHERE m.id = :message AND coalesce(r.value ->> '$.action', 'failed') = 'failed'
                    AND coalesce(r.value ->> '$.status', '5') NOT LIKE '4%'
                    AND (lower(r.value ->> '$.recipient') = lower(outbox.recipient)
                         OR lower(r.value ->> '$.original_recipient') = lower(outbox.recipient)
                         OR json_array_length(m.reading, '$.delivery.recipients') = 1)))
RETURNING recipient, purpose;
