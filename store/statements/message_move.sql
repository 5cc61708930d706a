-- The trigger message_moves refuses what message_move does not list. Only a mail whose bytes were taken in can be read.
-- Attempts are counted for each step anew; those of a mail that is parked stay to be seen.
UPDATE message
SET state = :to,
    reason = :reason,
    attempts = CASE WHEN :to = 'parked' THEN attempts ELSE 0 END,
    last_error = NULL,
    due_at = NULL
WHERE id = :message
  AND (:to <> 'received' OR EXISTS (SELECT 1 FROM raw_message WHERE message = :message));
