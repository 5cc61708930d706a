-- The messages that are decided: those with a start form first, for the others' groups and members follow from them, then in the
-- order in which they came. What waits for the service is left to it.
SELECT m.id AS message
FROM message m
WHERE m.state IN ('decided', 'answered', 'filed')
  AND EXISTS (SELECT 1 FROM submission WHERE message = m.id)
ORDER BY NOT EXISTS (SELECT 1 FROM submission WHERE message = m.id AND form = 'start'), m.id;
