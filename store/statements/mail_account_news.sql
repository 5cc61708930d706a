-- What has become different for :person, whose account was read before (account_read), since we last wrote: every meeting whose status or hours are not as told, with what is
-- true now; 'withdrawn' where it counts for nothing any more because no accepted list names it.
WITH now AS MATERIALIZED (
    SELECT group_id, date, status, sum(hours) AS hours FROM account
    GROUP BY group_id, date, status),
before AS MATERIALIZED (
    SELECT group_id, date, status, hours FROM told WHERE person = :person),
news AS (
    SELECT group_id, date FROM (SELECT * FROM now EXCEPT SELECT * FROM before)
    UNION
    SELECT group_id, date FROM (SELECT * FROM before EXCEPT SELECT * FROM now))
SELECT n.group_id, g.number AS group_number, g.name AS group_name, n.date, coalesce(now.status, 'withdrawn') AS status,
       coalesce(now.hours, 0) AS hours,
       EXISTS (SELECT 1 FROM before b WHERE b.group_id = n.group_id AND b.date = n.date) AS changed
FROM news n
JOIN small_group g ON g.id = n.group_id
LEFT JOIN now ON now.group_id = n.group_id AND now.date = n.date
ORDER BY n.date, g.number, status;
