UPDATE location SET folder = :folder
WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;
