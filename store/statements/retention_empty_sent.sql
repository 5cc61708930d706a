-- Removes the text of the mails :ids of ours. That they went out, to whom and what for, stays.
UPDATE outbox SET mime = x'', last_error = NULL, emptied_on = :today WHERE id IN (SELECT value FROM json_each(:ids));
