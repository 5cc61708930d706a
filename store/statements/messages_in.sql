-- The second condition says again what the first does, so that the index of unfinished messages serves.
SELECT id FROM message
WHERE state = :state AND state NOT IN ('filed')
ORDER BY id
LIMIT :limit;
