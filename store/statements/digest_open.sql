-- What waits for the office, the oldest first: flagged submissions, and mails that are stuck, unless they are tried again and
-- came within a day. {number, form, message, since, sender, group, rules, reason}
SELECT submission AS number, form, NULL AS message, since, sender, "group", reasons AS rules, NULL AS reason
FROM flagged
UNION ALL
SELECT NULL, NULL, message, since, sender, NULL, NULL, reason
FROM stuck
WHERE what = 'parked'
   OR (what IN ('retried', 'unfiled') AND since < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day'))
ORDER BY since, number;
