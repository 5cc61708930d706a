-- From now on this is what the person has been told.
DELETE FROM told WHERE person = :person;
INSERT INTO told (person, group_id, date, status, hours)
SELECT person, group_id, date, status, sum(hours) FROM credit
WHERE person = :person GROUP BY group_id, date, status;
