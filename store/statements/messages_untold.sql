-- Messages that were too large to be taken in, and of which the office has not been told: {id}
SELECT m.id
FROM message m
WHERE m.state = 'parked' AND m.state NOT IN ('filed') -- said twice so that the index of unfinished messages serves
  AND NOT EXISTS (SELECT 1 FROM raw_message WHERE message = m.id)
  AND NOT EXISTS (SELECT 1 FROM office_exception WHERE message = m.id)
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE message = m.id AND purpose = 'exception');
