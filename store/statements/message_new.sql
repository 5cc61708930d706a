-- A row with the new message's id, none where these bytes are known.
INSERT INTO message (sha256, received_at, state, reason)
VALUES (:sha256, :received_at, :state, :reason)
ON CONFLICT (sha256) DO NOTHING
RETURNING id;
