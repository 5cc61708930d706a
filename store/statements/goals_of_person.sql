-- The learning goals that were named at the supervised meetings where a person was: {goal, name, date}.
SELECT named.value AS goal, l.name, a.date
FROM attendance a
JOIN submission_meeting m ON m.submission = a.submission AND m.position = a.meeting
JOIN json_each(learning_goals(m.topic)) named
JOIN learning_goal l ON l.code = named.value
WHERE a.person = :person AND a.kind <> 'smagruppe' AND NOT a.disallowed
GROUP BY named.value
ORDER BY named.value;
