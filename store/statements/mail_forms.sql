-- The forms of a message, or the one :submission of it, as the answer shows them: what was read, and what was decided. The
-- group is the registered one, else what the form says. `signature` changes when the decision or its reasons do.
SELECT s.id, s.position, s.form, s.filename, s.decision, s.group_id,
       coalesce(g.number, s.group_number) AS group_number, coalesce(g.name, s.group_name) AS group_name,
       coalesce(g.municipality, s.municipality) AS municipality, g.started_on,
       s.form = 'start' AS is_start, s.form = 'presence' AS is_presence, s.form = 'update' AS is_update,
       s.form = 'program' AS is_program, s.form = 'start' AS shows_people,
       s.decision IN ('accept', 'partial') AS accepted, s.decision = 'return' AS returned,
       s.decision = 'flag' AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id) AS flagged,
       s.decision = 'confirm' AS to_confirm, s.decision = 'none' AS undecided,
       -- Who may see the group's members: those in it on the day on which the mail came, and whoever has just registered it.
       s.group_id IS NOT NULL
           AND (s.form = 'start' OR EXISTS (SELECT 1 FROM message m JOIN person p ON p.email = m.sender
                                            JOIN membership b ON b.person = p.id AND b.group_id = s.group_id
                                                 AND (b.until_on IS NULL OR b.until_on > substr(m.received_at, 1, 10))
                                            WHERE m.id = s.message AND NOT m.forged)) AS sender_belongs,
       (SELECT d.note FROM office_decision d
        WHERE d.submission = s.id AND d.undone_at IS NULL ORDER BY d.id DESC LIMIT 1) AS note,
       (SELECT max(d.id) FROM office_decision d WHERE d.submission = s.id) AS office_decision,
       s.position || ' ' || coalesce(s.decision, '') || coalesce((SELECT group_concat(severity || rule || about, ' ')
            FROM (SELECT severity, rule, about FROM finding
                  WHERE submission = s.id ORDER BY position)), '') AS signature,
       (SELECT name FROM submission_officer o WHERE o.submission = s.id AND o.role = 'leader') AS leader,
       (SELECT name FROM submission_officer o WHERE o.submission = s.id AND o.role = 'secretary') AS secretary,
       (SELECT json_group_array(json_object('name', name, 'hpr', hpr))
        FROM (SELECT name, hpr FROM submission_participant
              WHERE submission = s.id AND name IS NOT NULL ORDER BY position)) AS "participants:json",
       -- Everybody on a presence list, in the order of their positions; `waits`: whose hours do not count yet.
       CASE s.form WHEN 'presence' THEN
           (SELECT json_group_array(json_object('position', position, 'name', name, 'waits', waits))
            FROM (SELECT p.position, coalesce(p.name, 'HPR ' || p.hpr, 'nr. ' || (p.position + 1)) AS name,
                         EXISTS (SELECT 1 FROM finding f
                                 WHERE f.submission = s.id AND f.participant = p.position AND f.meeting IS NULL
                                   AND f.severity = 'disallow') AS waits
                  FROM submission_participant p WHERE p.submission = s.id ORDER BY p.position)) END AS "people:json",
       (SELECT json_group_array(json_object('date', date, 'start', start, 'end', "end", 'hours', hours, 'minutes', minutes, 'topic', topic,
                                            'disallowed', disallowed, 'present', json(present),
                                            'attending', json(attending)))
        FROM (SELECT m.date, m.start, m."end", m.minutes, m.topic,
                     coalesce(min(m.minutes / hour.minutes, CAST(m.hours AS INTEGER)), m.minutes / hour.minutes,
                              CAST(m.hours AS INTEGER)) AS hours,
                     -- Too long a day is cut, not lost.
                     EXISTS (SELECT 1 FROM finding f
                             WHERE f.submission = s.id AND f.meeting = m.position AND f.participant IS NULL
                               AND f.severity = 'disallow' AND f.rule <> 'meeting-max-length') AS disallowed,
                     (SELECT json_group_array(name)
                      FROM (SELECT p.name FROM submission_present a
                            JOIN submission_participant p ON p.submission = a.submission AND p.position = a.participant
                            WHERE a.submission = s.id AND a.meeting = m.position AND p.name IS NOT NULL
                            ORDER BY p.position)) AS present,
                     (SELECT json_group_array(participant)
                      FROM submission_present a WHERE a.submission = s.id AND a.meeting = m.position) AS attending
              FROM submission_meeting m,
                   (SELECT coalesce((SELECT CAST(value AS INTEGER) FROM rule_parameter
                                     WHERE rule = 'course-hour' AND name = 'minutes'
                                     ORDER BY valid_from DESC LIMIT 1), 45) AS minutes) hour
              WHERE m.submission = s.id
              ORDER BY m.position)) AS "meetings:json",
       (SELECT json_group_array(json_object('change', change, 'name', name, 'hpr', hpr, 'email', email, 'date', date))
        FROM (SELECT * FROM submission_change WHERE submission = s.id ORDER BY position)) AS "changes:json",
       (SELECT json_group_array(json_object('severity', severity, 'rule', rule, 'about', about, 'text', text, 'source', source,
                                            'meeting', meeting, 'participant', participant, 'questions', json(questions)))
        FROM (SELECT severity, rule, about, text, source, meeting, participant,
                     (SELECT json_group_array(json_object('number', q.number, 'asks', q.asks))
                      FROM question q
                      WHERE q.submission = f.submission AND q.open AND q.rule = f.rule AND q.meeting IS f.meeting
                        AND q.participant IS f.participant AND q.change IS f.change) AS questions
              FROM finding f
              WHERE submission = s.id ORDER BY position)) AS "findings:json"
FROM submission s
LEFT JOIN small_group g ON g.id = s.group_id
WHERE s.message = :message AND (:submission IS NULL OR s.id = :submission)
ORDER BY s.position;
