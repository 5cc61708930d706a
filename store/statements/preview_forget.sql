-- What was said about a message before, so that it is said anew; what waits to be said about others is not said now.
DELETE FROM outbox WHERE message = :message;

DELETE FROM office_exception WHERE message = :message;

UPDATE office_exception SET told = 1 WHERE told = 0;
