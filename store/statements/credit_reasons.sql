-- What was said about a person's hours on a day when the form was decided; what hours wait for is said by the account.
SELECT f.rule, f.severity, f.text
FROM finding f
LEFT JOIN submission_meeting m ON m.submission = f.submission AND m.position = f.meeting
LEFT JOIN submission_participant p ON p.submission = f.submission AND p.position = f.participant
WHERE f.submission = :submission
  AND f.severity <> 'provisional'
  AND (m.date = :date OR (f.meeting IS NULL AND p.person = :person))
  AND (f.participant IS NULL OR p.person = :person)
ORDER BY f.position;
