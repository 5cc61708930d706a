-- Those of :messages that were taken up again because of another.
SELECT m.id AS message
FROM json_each(:messages) e
JOIN message m ON m.id = e.value ->> 'message'
WHERE m.state = 'read'
ORDER BY m.id;
