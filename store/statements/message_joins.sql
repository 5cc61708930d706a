-- A reply belongs to the conversation that it answers.
UPDATE message SET conversation = :conversation WHERE id = :message;
