-- Gives a reply the forms that its answers make, as if they had stood in it.
UPDATE message SET reading = json_set(reading, '$.forms', json(:forms)) WHERE id = :message;
