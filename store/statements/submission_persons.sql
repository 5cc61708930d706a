-- The known persons on a form.
SELECT DISTINCT q.id AS person, q.hpr, q.name
FROM submission_participant p
JOIN person q ON q.id = p.person
WHERE p.submission = :submission
ORDER BY q.id;
