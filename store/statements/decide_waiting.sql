-- Messages with a form that was returned only because its group was unknown, and that fits the group of :submission now.
SELECT DISTINCT m.id AS message
FROM submission waiting
JOIN message m ON m.id = waiting.message
JOIN small_group g ON g.id = (SELECT group_id FROM submission WHERE id = :submission)
WHERE waiting.decision = 'return' AND waiting.decided_by = 'presens' AND waiting.group_id IS NULL
  AND waiting.id <> :submission
  AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = waiting.id)
  AND m.state IN ('decided', 'answered', 'filed')
  AND EXISTS (SELECT 1 FROM finding WHERE submission = waiting.id AND rule = 'known-group' AND severity = 'return')
  AND NOT EXISTS (SELECT 1 FROM finding
                  WHERE submission = waiting.id AND severity = 'return' AND rule <> 'known-group')
  AND (waiting.number_key = g.number_key OR waiting.name_key = g.name_key
       OR (waiting.number_key IS NULL AND waiting.name_key IS NULL
           AND EXISTS (SELECT 1 FROM membership b JOIN person p ON p.id = b.person
                       WHERE b.group_id = g.id AND p.email = m.sender)))
ORDER BY m.id;
