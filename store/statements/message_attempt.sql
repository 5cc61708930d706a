UPDATE message SET attempts = attempts + 1 WHERE id = :message RETURNING attempts;
