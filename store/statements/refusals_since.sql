-- How many such mails there were since :since, and how many of them were not told one by one. {refused, untold}
SELECT count(*) AS refused, count(*) FILTER (WHERE reason = 'is_refused_more') AS untold
FROM office_exception
WHERE reason IN ('is_refused', 'is_refused_more') AND noted_at >= :since;
