SELECT mime FROM outbox WHERE id = :id;
