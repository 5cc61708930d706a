SELECT 1 AS here FROM outbox WHERE message_id = :message_id;
