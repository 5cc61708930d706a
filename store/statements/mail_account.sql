-- The account of :person, read before (account_read), for the person: a row for every group, day and status, group by group. `reasons` are the ids of the rules that
-- made hours what they are, separated by commas. {group_number, group_name, date, hours, points, status, reasons, earlier}
SELECT g.number AS group_number, g.name AS group_name, c.date, c.hours, c.points, c.status, c.date < :from AS earlier,
       CASE c.status
            WHEN 'provisional' THEN c.waits_for
            WHEN 'over-cap' THEN 'points-cap'
            WHEN 'disallowed'
            THEN (SELECT group_concat(rule, ',')
                  FROM (SELECT DISTINCT f.rule
                        FROM finding f
                        LEFT JOIN submission_meeting m ON m.submission = f.submission AND m.position = f.meeting
                        LEFT JOIN submission_participant p ON p.submission = f.submission AND p.position = f.participant
                        WHERE f.submission = c.submission AND f.severity = 'disallow'
                          AND (f.meeting IS NULL OR m.date = c.date)
                          AND (f.participant IS NULL OR p.person = :person)
                        ORDER BY f.position)) END AS reasons
FROM account c
JOIN small_group g ON g.id = c.group_id
ORDER BY g.number_key + 0, g.number, c.date, c.status;
