INSERT INTO location (mailbox, uidvalidity, uid, message) VALUES (:mailbox, :uidvalidity, :uid, :message);
