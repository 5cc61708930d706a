-- What waits for the office, the oldest first: flagged submissions, and mails that are stuck, unless they are tried again and
-- came within a day. {number, form, message, since, sender, group, reasons}
SELECT submission AS number, form, NULL AS message, since, sender, "group", reasons
FROM flagged
UNION ALL
SELECT NULL, NULL, message, since, sender, NULL, reason
FROM stuck
WHERE what = 'parked'
   OR (what IN ('retried', 'unfiled') AND since < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day'))
ORDER BY since, number;
