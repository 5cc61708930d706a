-- A form as it was read.
SELECT json_extract(m.reading, '$.forms[' || s.position || ']') AS "form:json"
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission;
