-- A person's hours and points in the days from :from up to, not including, :until. The view is asked for :person itself, so that it
-- looks at that person's rows alone. {points, waiting, disallowed, surplus, documented}
WITH account AS MATERIALIZED (
    SELECT status, hours, points FROM credit WHERE person = :person AND date >= :from AND date < :until)
SELECT coalesce(sum(points), 0) AS points,
       coalesce(sum(CASE status WHEN 'provisional' THEN hours END), 0) AS waiting,
       coalesce(sum(CASE status WHEN 'disallowed' THEN hours END), 0) AS disallowed,
       coalesce(sum(CASE status WHEN 'over-cap' THEN hours END), 0) AS surplus,
       coalesce(sum(CASE status WHEN 'documented' THEN hours END), 0) AS documented
FROM account;
