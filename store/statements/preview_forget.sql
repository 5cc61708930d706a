-- What was said about a message before, so that it is said anew.
DELETE FROM outbox WHERE message = :message;
