-- A person's account: a row for every group, day and status.
SELECT c.date, g.number AS group_number, g.name AS group_name, g.kind, c.hours, c.points, c.status, c.waits_for, c.submission
FROM credit c
JOIN small_group g ON g.id = c.group_id
WHERE c.person = :person
ORDER BY c.date, g.number, c.status;
