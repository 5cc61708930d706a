-- A row where a message is still to be read or decided.
SELECT id FROM message WHERE id = :message AND state IN ('received', 'read');
