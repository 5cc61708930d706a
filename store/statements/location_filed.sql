UPDATE location SET folder = :folder, attempts = 0, due_at = NULL, last_error = NULL
WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;
