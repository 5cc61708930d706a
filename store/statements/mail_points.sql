-- The hours and points of the account that was read (account_read) in the days from :from up to, not including, :until.
-- {points, waiting, disallowed, surplus, documented}
SELECT coalesce(sum(points), 0) AS points,
       coalesce(sum(CASE status WHEN 'provisional' THEN hours END), 0) AS waiting,
       coalesce(sum(CASE status WHEN 'disallowed' THEN hours END), 0) AS disallowed,
       coalesce(sum(CASE status WHEN 'over-cap' THEN hours END), 0) AS surplus,
       coalesce(sum(CASE status WHEN 'documented' THEN hours END), 0) AS documented
FROM account
WHERE date >= :from AND date < :until;
