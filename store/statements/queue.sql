-- What waits for the office: flagged submissions, and mails that are stuck. {number, what, since, sender, subject, group, reasons}
SELECT s.id AS number, s.form AS what, m.received_at AS since, m.sender, m.subject,
       coalesce(g.number || ' ' || g.name, s.group_name, s.group_number) AS "group",
       (SELECT group_concat(f.rule, ', ') FROM (SELECT DISTINCT rule FROM finding
        WHERE submission = s.id AND severity = 'flag' ORDER BY position) f) AS reasons
FROM submission s
JOIN message m ON m.id = s.message
LEFT JOIN small_group g ON g.id = s.group_id
WHERE s.decision = 'flag'
UNION ALL
SELECT NULL, coalesce('mail ' || t.message, 'our own'), t.since, t.sender, t.subject, NULL,
       t.what || coalesce(' to ' || t.recipient, '') || ': ' || t.reason
FROM stuck t
ORDER BY since, number;
