-- The trigger message_moves refuses what message_move does not list. Only a mail whose bytes were taken in can be read.
UPDATE message
SET state = :to,
    reason = :reason,
    attempts = CASE WHEN :to = 'received' THEN 0 ELSE attempts END
WHERE id = :message
  AND (:to <> 'received' OR EXISTS (SELECT 1 FROM raw_message WHERE message = :message));
