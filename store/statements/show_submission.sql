-- One submission in full, for the office.
SELECT s.id AS number, s.form, s.message, m.received_at AS since, m.sender, m.sender_name, m.subject,
       s.filename, s.format, s.group_number, s.group_name, s.municipality, s.kind, s.start_date,
       s.period_from, s.period_to, s.plan,
       CASE s.industry_free WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS industry_free, s.sponsor, s.attested_by,
       s.decision, s.decided_by, s.decided_at, g.number AS registered_number, g.name AS registered_name,
       (SELECT json_group_array(json_object('role', o.role, 'name', o.name, 'hpr', o.hpr, 'email', o.email))
        FROM submission_officer o WHERE o.submission = s.id) AS "officers:json",
       (SELECT json_group_array(json_object('name', p.name, 'hpr', p.hpr, 'email', p.email, 'specialty', p.specialty,
                                            'profession', p.profession, 'known', p.person IS NOT NULL))
        FROM submission_participant p WHERE p.submission = s.id) AS "participants:json",
       (SELECT json_group_array(json_object('date', t.date, 'start', t.start, 'end', t.end, 'minutes', t.minutes,
                                            'hours', t.hours, 'place', t.place, 'topic', t.topic, 'lecturer', t.lecturer,
                                            'present', (SELECT json_group_array(p.name)
                                                        FROM submission_present a
                                                        JOIN submission_participant p
                                                          ON p.submission = a.submission AND p.position = a.participant
                                                        WHERE a.submission = t.submission AND a.meeting = t.position)))
        FROM submission_meeting t WHERE t.submission = s.id) AS "meetings:json",
       (SELECT json_group_array(json_object('change', c.change, 'name', c.name, 'hpr', c.hpr, 'email', c.email, 'date', c.date))
        FROM submission_change c WHERE c.submission = s.id) AS "changes:json",
       (SELECT json_group_array(json_object('rule', f.rule, 'severity', f.severity, 'about', f.about, 'text', f.text))
        FROM finding f WHERE f.submission = s.id) AS "findings:json",
       (SELECT json_group_array(json_object('decision', d.decision, 'note', d.note, 'by', d.decided_by, 'at', d.decided_at,
                                            'undone', d.undone_at))
        FROM (SELECT * FROM office_decision WHERE submission = s.id ORDER BY id) d) AS "history:json"
FROM submission s
JOIN message m ON m.id = s.message
LEFT JOIN small_group g ON g.id = s.group_id
WHERE s.id = :submission;
