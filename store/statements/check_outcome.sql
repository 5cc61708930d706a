-- What was decided about the forms of a message.
SELECT s.id AS submission, s.decision,
       (SELECT json_group_array(json_object('rule', rule, 'severity', severity, 'about', about, 'text', text))
        FROM (SELECT rule, severity, about, text FROM finding WHERE submission = s.id ORDER BY position)) AS "findings:json"
FROM submission s
WHERE s.message = :message
ORDER BY s.position;
