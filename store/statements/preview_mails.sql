-- The mails that a message has brought about.
SELECT id, purpose, recipient FROM outbox WHERE message = :message ORDER BY id;
