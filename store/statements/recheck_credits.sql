-- The hours that come out in another way than they stood: {hpr, name, group_number, date, status, before, after}.
WITH now AS MATERIALIZED (
    SELECT person, group_id, date, status, sum(hours) AS hours FROM credit GROUP BY 1, 2, 3, 4),
changed AS (
    SELECT person, group_id, date, status FROM (SELECT * FROM now EXCEPT SELECT * FROM stood_credit)
    UNION
    SELECT person, group_id, date, status FROM (SELECT * FROM stood_credit EXCEPT SELECT * FROM now))
SELECT p.hpr, p.name, g.number AS group_number, c.date, c.status, coalesce(b.hours, 0) AS before, coalesce(n.hours, 0) AS after
FROM changed c
JOIN person p ON p.id = c.person
JOIN small_group g ON g.id = c.group_id
LEFT JOIN stood_credit b USING (person, group_id, date, status)
LEFT JOIN now n USING (person, group_id, date, status)
ORDER BY p.name, c.date, g.number, c.status;
