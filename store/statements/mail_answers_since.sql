-- How many answers an address has been sent since a moment; of one purpose, or of all where :purpose is NULL. What will only be
-- queued was queued before the clock was set back.
SELECT count(*) AS answers
FROM outbox
WHERE recipient = :recipient AND answer = 1 AND queued_at >= :since
  AND queued_at <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 hour')
  AND (:purpose IS NULL OR purpose = :purpose);
