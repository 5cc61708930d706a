-- A row where the message is answered, and every copy of it stands in its folder already: it was evaluated anew.
SELECT m.id AS message
FROM message m
WHERE m.id = :message AND m.state = 'answered'
  AND EXISTS (SELECT 1 FROM location l WHERE l.message = m.id)
  AND NOT EXISTS (SELECT 1 FROM location l WHERE l.message = m.id AND l.folder IS NULL);
