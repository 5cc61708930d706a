SELECT reading ->> '$.message.reference.token' AS token FROM message WHERE id = :message;
