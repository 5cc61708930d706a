-- How many mails of a purpose an address has been sent: numbers the next one.
SELECT count(*) AS earlier FROM outbox WHERE recipient = :recipient AND purpose = :purpose;
