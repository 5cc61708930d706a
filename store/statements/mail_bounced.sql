-- A delivery report for a mail of ours. Its Message-ID cannot be guessed, so only who got the mail can tell.
UPDATE outbox
SET state = 'bounced', failed_at = coalesce(failed_at, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
WHERE state IN ('sent', 'bounced')
  AND message_id IN (SELECT value FROM json_each((SELECT reading FROM message WHERE id = :message),
                                                 '$.message.in_reply_to'))
RETURNING recipient, purpose;
