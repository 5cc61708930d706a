-- How long the oldest has waited that the office has not been told of; no row where there is none. {seconds}
SELECT max(0, unixepoch('now') - unixepoch(noted_at)) AS seconds
FROM office_exception
WHERE told = 0
ORDER BY noted_at
LIMIT 1;
