-- The first message of the conversation that a reply belongs to; NULL: the message begins one itself.
ALTER TABLE message ADD COLUMN conversation INTEGER REFERENCES message (id) ON DELETE SET NULL;
CREATE INDEX message_by_conversation ON message (conversation) WHERE conversation IS NOT NULL;

CREATE INDEX token_by_expiry ON token (expires_at);
