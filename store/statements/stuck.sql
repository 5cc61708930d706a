-- Mails that are stuck, the longest first, for the digest: {message, what, since, sender, subject, recipient, attempts, due_at, reason}
SELECT message, what, since, sender, subject, recipient, attempts, due_at, reason
FROM stuck
ORDER BY since, message, recipient;
