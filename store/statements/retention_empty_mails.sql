-- Removes the content of the mails :ids: the raw bytes, the reading, and words that only the mail needed. What forms said stands
-- in the tables, and with it who handed them in; of other mails not even the sender stays.
DELETE FROM raw_message WHERE message IN (SELECT value FROM json_each(:ids));

DELETE FROM token WHERE message IN (SELECT value FROM json_each(:ids));

UPDATE unread_part SET filename = NULL, place = NULL WHERE message IN (SELECT value FROM json_each(:ids));

UPDATE answer SET value = NULL WHERE message IN (SELECT value FROM json_each(:ids));

UPDATE submission SET filename = NULL WHERE message IN (SELECT value FROM json_each(:ids));

UPDATE location SET last_error = NULL WHERE message IN (SELECT value FROM json_each(:ids)) AND last_error IS NOT NULL;

UPDATE message
SET reading = '{}', subject = NULL, last_error = NULL, emptied_on = :today
WHERE id IN (SELECT value FROM json_each(:ids));

UPDATE message
SET sender = NULL, sender_name = NULL, message_id = NULL
WHERE id IN (SELECT value FROM json_each(:ids)) AND NOT EXISTS (SELECT 1 FROM submission WHERE message = message.id);
