-- A mail that could not be taken in is forgotten, so that it is taken in where it stands in the inbox.
DELETE FROM message
WHERE id = :message AND state = 'parked' AND NOT EXISTS (SELECT 1 FROM raw_message WHERE message = :message);
