-- The second condition says again what the first does, so that the index of unfinished messages serves. What failed waits for
-- its moment, at most an hour.
SELECT id FROM message
WHERE state = :state AND state NOT IN ('filed')
  AND (due_at IS NULL OR due_at <= :now OR due_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+1 hour'))
ORDER BY id
LIMIT :limit;
