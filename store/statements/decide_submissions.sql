-- The submissions of a message in the order in which they are decided: what registers a group goes first.
SELECT id, form FROM submission WHERE message = :message
ORDER BY CASE form WHEN 'start' THEN 0 WHEN 'update' THEN 1 ELSE 2 END, position;
