INSERT INTO raw_message (message, bytes) VALUES (:message, :bytes);
