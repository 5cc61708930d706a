-- A message for every group whose hours are not as they stood: the latest of the group's. {message}
WITH now AS MATERIALIZED (
    SELECT person, group_id, date, status, sum(hours) AS hours FROM credit GROUP BY 1, 2, 3, 4),
changed AS (
    SELECT group_id FROM (SELECT * FROM now EXCEPT SELECT * FROM stood_credit)
    UNION
    SELECT group_id FROM (SELECT * FROM stood_credit EXCEPT SELECT * FROM now))
SELECT (SELECT max(message) FROM submission s WHERE s.group_id = c.group_id) AS message
FROM changed c
ORDER BY message;
