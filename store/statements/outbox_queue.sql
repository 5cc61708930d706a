INSERT INTO outbox (message, submission, recipient, purpose, answer, due_at, message_id, mime, queued_at)
VALUES (:message, :submission, :recipient, :purpose, :answer, :now, :message_id, :mime, :now)
ON CONFLICT (message_id) DO NOTHING;
