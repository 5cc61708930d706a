-- How many answers an address has been sent since a moment; of one purpose, or of all where :purpose is NULL.
SELECT count(*) AS answers
FROM outbox
WHERE recipient = :recipient AND answer = 1 AND queued_at >= :since
  AND (:purpose IS NULL OR purpose = :purpose);
