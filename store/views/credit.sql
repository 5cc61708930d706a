-- Points are derived here and stored nowhere: what every attended meeting is worth to every person.
-- The numbers are parameters of rules/course-hour.sql, meeting-max-length.sql, three-meetings.sql, six-hours.sql and
-- points-cap.sql, and stand in rule_parameter; what does not count follows from the findings of severity "disallow".
--
-- Each view is built so that a condition on the person (or, in the first three, on the group) reaches the tables'
-- indexes. `day` numbers the days so that every month has 31 of them: twelve months later is 372 more, and a window
-- reaches up to, not including, the same day of the month.

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

-- On how many days the group met in the months that begin with a meeting. (The numbers of months are looked up without
-- regard to the day: they are then read once, not for every row.)
CREATE VIEW meeting_window AS
SELECT first.group_id, first.date, first.day, first.disallowed,
       (SELECT count(DISTINCT o.date) FROM meeting_in_force o
        WHERE o.group_id = first.group_id AND o.date >= first.date
          AND o.day < first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                   WHERE rule = 'three-meetings' AND name = 'months'
                                   ORDER BY valid_from DESC LIMIT 1)
          AND NOT o.disallowed) AS meetings,
       first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'three-meetings' AND name = 'months'
                    ORDER BY valid_from DESC LIMIT 1) AS until_day
FROM meeting_in_force first;

-- Who was there. A person who stands twice on the list was there once, and so was one who stands at two meetings
-- of the same hours.
CREATE VIEW attendance AS
SELECT p.person, m.group_id, m.kind, m.submission, m.meeting, p.position AS participant, m.date, m.day, m.hours,
       m.disallowed OR EXISTS (SELECT 1 FROM finding f
                               WHERE f.submission = m.submission AND f.severity = 'disallow'
                                 AND f.participant = p.position
                                 AND (f.meeting IS NULL OR f.meeting = m.meeting)) AS disallowed
FROM submission_participant p
JOIN submission_present a ON a.submission = p.submission AND a.participant = p.position
JOIN meeting_in_force m ON m.submission = a.submission AND m.meeting = a.meeting
WHERE p.person IS NOT NULL
  AND NOT EXISTS (SELECT 1
                  FROM submission_participant same
                  JOIN submission_present there ON there.submission = same.submission AND there.participant = same.position
                  JOIN submission_meeting earlier ON earlier.submission = there.submission AND earlier.position = there.meeting
                  WHERE same.submission = p.submission AND same.person = p.person
                    AND earlier.date = m.date
                    AND (earlier.position < m.meeting OR (earlier.position = m.meeting AND same.position < p.position))
                    AND (earlier.position = m.meeting
                         OR (earlier.start IS m.start AND earlier.end IS m.end
                             AND (m.start IS NOT NULL OR earlier.topic IS m.topic))
                         OR (earlier.start < m.end AND m.start < earlier.end)));

-- What a person has of a group and day: hours that may count, at most so many a day, and hours that are lost.
CREATE VIEW attended_day AS
SELECT a.person, a.group_id, a.kind, a.submission, a.date, a.day, p.in_training, p.period_start,
       min(sum(CASE WHEN a.disallowed THEN 0 ELSE a.hours END),
           CASE WHEN a.kind = 'smagruppe'
                THEN (SELECT CAST(value AS INTEGER) FROM rule_parameter
                      WHERE rule = 'meeting-max-length' AND name = 'hours' AND valid_from <= a.date
                      ORDER BY valid_from DESC LIMIT 1)
                ELSE 24 END) AS allowed,
       sum(a.hours) AS hours, min(a.disallowed) AS disallowed
FROM attendance a
JOIN person p ON p.id = a.person
GROUP BY a.person, a.group_id, a.kind, a.submission, a.date, a.day, p.in_training, p.period_start;

-- A window's length must be a constant in SQL: it is 372 of window_day (and of period_day below), whatever the rule's
-- number of months is.

-- Looked forward from every day: the hours in the months that begin with it, in all small groups together.
CREATE VIEW attended_ahead AS
SELECT d.*,
       sum(CASE WHEN kind = 'smagruppe' THEN allowed END)
           OVER (PARTITION BY person ORDER BY window_day
                 RANGE BETWEEN CURRENT ROW AND 371.999 FOLLOWING) AS hours_ahead
FROM (SELECT a.*,
             day * 12.0 / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                           WHERE rule = 'six-hours' AND name = 'months'
                           ORDER BY valid_from DESC LIMIT 1) AS window_day
      FROM attended_day a) d;

-- The best of all windows that hold the day, for the person and for the group.
CREATE VIEW attended_best AS
SELECT d.*,
       coalesce(max(hours_ahead)
           OVER (PARTITION BY person ORDER BY window_day
                 RANGE BETWEEN 371.999 PRECEDING AND CURRENT ROW), 0) AS best_hours,
       coalesce((SELECT max(w.meetings) FROM meeting_window w
                 WHERE w.group_id = d.group_id AND w.date <= d.date AND d.day < w.until_day
                   AND NOT w.disallowed), 0) AS best_meetings
FROM attended_ahead d;

-- What the hours wait for; NULL where they wait for nothing.
CREATE VIEW attended_waiting AS
SELECT d.*,
       CASE WHEN kind = 'smagruppe'
            THEN nullif(rtrim(CASE WHEN best_meetings < (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                         WHERE rule = 'three-meetings' AND name = 'minimum'
                                                           AND valid_from <= date
                                                         ORDER BY valid_from DESC LIMIT 1)
                                   THEN 'three-meetings,' ELSE '' END
                              || CASE WHEN best_hours < (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                         WHERE rule = 'six-hours' AND name = 'hours' AND valid_from <= date
                                                         ORDER BY valid_from DESC LIMIT 1)
                                      THEN 'six-hours' ELSE '' END, ','), '')
            END AS waits_for
FROM attended_best d;

-- The points of a day, and those of the same day in groups before this one. `period` numbers the five years that the
-- register knows for the person; 0 where it knows none.
CREATE VIEW attended_points AS
SELECT d.*,
       sum(points) OVER (PARTITION BY person, day ORDER BY group_id) - points AS same_day
FROM (SELECT w.*,
             CASE WHEN kind = 'smagruppe' AND waits_for IS NULL THEN allowed ELSE 0 END AS points,
             CASE WHEN period_start IS NULL THEN 0
                  ELSE (day - (substr(period_start, 1, 4) * 372 + substr(period_start, 6, 2) * 31
                               + substr(period_start, 9, 2)) + 3720000)
                       / (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                          WHERE rule = 'points-cap' AND name = 'months'
                          ORDER BY valid_from DESC LIMIT 1) END AS period,
             day * 12.0 / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                           WHERE rule = 'points-cap' AND name = 'months'
                           ORDER BY valid_from DESC LIMIT 1) AS period_day
      FROM attended_waiting w) d;

-- How many points the person had before, in the five years that the cap looks at: the period that the register knows,
-- else those that end with the day.
CREATE VIEW attended_before AS
SELECT p.*,
       same_day + coalesce(sum(points) OVER (PARTITION BY person, period ORDER BY period_day
                                             RANGE BETWEEN 371.999 PRECEDING AND CURRENT ROW EXCLUDE GROUP), 0) AS before,
       (SELECT CAST(value AS INTEGER) FROM rule_parameter
        WHERE rule = 'points-cap' AND name = CASE WHEN in_training THEN 'training' ELSE 'points' END AND valid_from <= date
        ORDER BY valid_from DESC LIMIT 1) AS most
FROM attended_points p;

-- The account: a row for every person, group, day and status with its hours. `waits_for` names the rules that
-- provisional hours wait for: "three-meetings", "six-hours" or "three-meetings,six-hours".
CREATE VIEW credit AS
SELECT person, group_id, submission, date,
       CASE part WHEN 'lost' THEN 'disallowed'
                 WHEN 'surplus' THEN 'over-cap'
                 ELSE CASE kind WHEN 'gruppeveiledning' THEN 'documented'
                                WHEN 'veiledningsgruppe' THEN 'provisional'
                                ELSE CASE WHEN waits_for IS NULL THEN 'counting' ELSE 'provisional' END END
       END AS status,
       CASE part WHEN 'lost' THEN hours - allowed
                 WHEN 'surplus' THEN max(0, min(points, before + points - most))
                 ELSE allowed - max(0, min(points, before + points - most))
       END AS hours,
       CASE part WHEN 'allowed' THEN waits_for END AS waits_for
FROM attended_before
JOIN (SELECT 'allowed' AS part UNION ALL SELECT 'surplus' UNION ALL SELECT 'lost')
WHERE CASE part WHEN 'lost' THEN disallowed OR hours > allowed
                WHEN 'surplus' THEN before + points > most AND points > 0
                ELSE NOT disallowed AND (points = 0 OR before < most) END;
