-- A token for a mail that is queued; those that have expired go.
DELETE FROM token WHERE expires_at <= :now;

INSERT INTO token (hash, purpose, message, recipient, expires_at)
VALUES (:hash, :purpose, :message, lower(:recipient), :expires_at);
