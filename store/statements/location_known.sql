SELECT 1 FROM location WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;
