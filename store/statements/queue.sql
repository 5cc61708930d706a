-- What waits for the office: flagged submissions, and mails that are stuck. {number, what, since, sender, subject, group, reasons}
SELECT submission AS number, form AS what, since, sender, subject, "group", reasons
FROM flagged
UNION ALL
SELECT NULL, coalesce('mail ' || t.message, 'our own'), t.since, t.sender, t.subject, NULL,
       t.what || coalesce(' to ' || t.recipient, '') || ': ' || t.reason
FROM stuck t
ORDER BY since, number;
