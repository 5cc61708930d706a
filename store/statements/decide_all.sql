-- The messages that are decided, in the order in which they came; what waits for the service is left to it.
SELECT m.id AS message
FROM message m
WHERE m.state IN ('decided', 'answered', 'filed')
  AND EXISTS (SELECT 1 FROM submission WHERE message = m.id)
ORDER BY m.id;
