-- What the accepted forms say of meetings and of who was there. The tables held and attended keep these rows at hand.
--
-- Each view is built so that a condition on the group, the person or the form reaches the tables' indexes. `day` numbers the days
-- so that every month has 31 of them: twelve months later is 372 more, and a window reaches up to, not including, the same day of
-- the month.

-- The days that a form names.
CREATE VIEW form_day AS
SELECT s.id AS submission, s.group_id, m.position AS meeting, m.date,
       substr(m.date, 1, 4) * 372 + substr(m.date, 6, 2) * 31 + substr(m.date, 9, 2) AS day
FROM submission s
JOIN submission_meeting m ON m.submission = s.id
WHERE m.date IS NOT NULL;

-- The meetings in force: of all accepted forms of a group that name a day, the latest form's.
CREATE VIEW meeting_in_force AS
SELECT s.group_id, g.kind, s.id AS submission, m.position AS meeting, m.date, m.start, m.end, m.topic, m.place,
       substr(m.date, 1, 4) * 372 + substr(m.date, 6, 2) * 31 + substr(m.date, 9, 2) AS day,
       -- Whole course hours; where times and stated hours disagree, the lower counts.
       coalesce(min(m.minutes / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                 WHERE rule = 'course-hour' AND name = 'minutes' AND valid_from <= m.date
                                 ORDER BY valid_from DESC LIMIT 1), CAST(m.hours AS INTEGER)),
                m.minutes / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                             WHERE rule = 'course-hour' AND name = 'minutes' AND valid_from <= m.date
                             ORDER BY valid_from DESC LIMIT 1),
                CAST(m.hours AS INTEGER), 0) AS hours,
       -- Too long a day is cut, not lost.
       EXISTS (SELECT 1 FROM finding f
               WHERE f.submission = s.id AND f.severity = 'disallow' AND f.meeting = m.position
                 AND f.participant IS NULL AND f.rule <> 'meeting-max-length') AS disallowed
FROM submission s
JOIN submission_meeting m ON m.submission = s.id
JOIN small_group g ON g.id = s.group_id
WHERE s.decision IN ('accept', 'partial')
  AND s.form = 'presence'
  AND m.date IS NOT NULL
  AND NOT EXISTS (SELECT 1
                  FROM submission later
                  JOIN submission_meeting replacing ON replacing.submission = later.id
                  WHERE later.group_id = s.group_id
                    AND later.decision IN ('accept', 'partial')
                    AND later.form = 'presence'
                    AND later.stands_at > s.stands_at
                    AND replacing.date = m.date);

-- Who was at which meeting of a form. A person who stands twice on the list was there once, and so was one who stands at two
-- meetings of the same hours.
CREATE VIEW form_attendance AS
SELECT p.person, m.submission, m.position AS meeting, p.position AS participant, m.date,
       EXISTS (SELECT 1 FROM finding f
               WHERE f.submission = m.submission AND f.severity = 'disallow' AND f.participant = p.position
                 AND (f.meeting IS NULL OR f.meeting = m.position)) AS disallowed
FROM submission_participant p
JOIN submission_present a ON a.submission = p.submission AND a.participant = p.position
JOIN submission_meeting m ON m.submission = a.submission AND m.position = a.meeting
WHERE p.person IS NOT NULL
  AND NOT EXISTS (SELECT 1
                  FROM submission_participant same
                  JOIN submission_present there ON there.submission = same.submission AND there.participant = same.position
                  JOIN submission_meeting earlier ON earlier.submission = there.submission AND earlier.position = there.meeting
                  WHERE same.submission = p.submission AND same.person = p.person
                    AND earlier.date = m.date
                    AND (earlier.position < m.position OR (earlier.position = m.position AND same.position < p.position))
                    AND (earlier.position = m.position
                         OR (earlier.start IS m.start AND earlier.end IS m.end
                             AND (m.start IS NOT NULL OR earlier.topic IS m.topic))
                         OR (earlier.start < m.end AND m.start < earlier.end)));

-- Who was there, in what is in force.
CREATE VIEW attendance AS
SELECT a.person, m.group_id, m.kind, m.submission, m.meeting, a.participant, m.date, m.day, m.hours,
       m.disallowed OR a.disallowed AS disallowed
FROM meeting_in_force m
JOIN form_attendance a ON a.submission = m.submission AND a.meeting = m.meeting;

-- What a person has of a group and day, before the most that a day may have.
CREATE VIEW attended_from_forms AS
SELECT person, day, group_id, submission, date, sum(hours) AS hours,
       sum(CASE WHEN disallowed THEN 0 ELSE hours END) AS allowed, min(disallowed) AS disallowed
FROM attendance
GROUP BY person, day, group_id, submission, date;

-- An insertion here writes held and attended anew for the days of a group that a form names. CROSS JOIN keeps the order, in which
-- the indexes serve.
CREATE VIEW held_anew AS
SELECT 0 AS submission, 0 AS group_id WHERE 0;

CREATE TRIGGER held_anew_written INSTEAD OF INSERT ON held_anew
BEGIN
    DELETE FROM held
    WHERE group_id = new.group_id AND day IN (SELECT day FROM form_day WHERE submission = new.submission);
    DELETE FROM attended
    WHERE group_id = new.group_id AND day IN (SELECT day FROM form_day WHERE submission = new.submission);

    INSERT INTO held (group_id, day, submission, meeting, date, hours, disallowed)
    SELECT f.group_id, f.day, f.submission, f.meeting, f.date, f.hours, f.disallowed
    FROM (SELECT DISTINCT date FROM form_day WHERE submission = new.submission) named
    CROSS JOIN meeting_in_force f ON f.group_id = new.group_id AND f.date = named.date;

    INSERT INTO attended (person, day, group_id, submission, date, hours, allowed, disallowed)
    SELECT a.person, h.day, h.group_id, h.submission, h.date, sum(h.hours),
           sum(CASE WHEN h.disallowed OR a.disallowed THEN 0 ELSE h.hours END), min(h.disallowed OR a.disallowed)
    FROM (SELECT DISTINCT day FROM form_day WHERE submission = new.submission) named
    CROSS JOIN held h ON h.group_id = new.group_id AND h.day = named.day
    CROSS JOIN form_attendance a ON a.submission = h.submission AND a.meeting = h.meeting
    GROUP BY a.person, h.day, h.group_id, h.submission, h.date;
END;
