-- Which rule makes a person's hours of a group and day what they are: a row for every rule that was asked, with what it found.
-- `part` is that of the view credit: what is allowed, and the surplus over the cap. (What is lost is said by the findings.)
WITH
account AS MATERIALIZED (
    SELECT c.person, c.group_id, c.kind, c.submission, c.date, c.day, c.period, c.supervises, c.allowed, c.points, c.granted,
           c.most, c.disallowed,
           coalesce((SELECT max(w.meetings) FROM meeting_window w
                     WHERE w.group_id = c.group_id AND w.day <= c.day AND w.until_day > c.day AND NOT w.disallowed), 0)
               AS best_meetings,
           coalesce((SELECT max(w.hours) FROM hours_window w
                     WHERE w.person = c.person AND w.day <= c.day AND w.until_day > c.day), 0) AS best_hours,
           (SELECT sum(s.allowed) FROM candidate_day s WHERE s.person = c.person) AS supervision_hours,
           (SELECT max(s.day) - min(s.day) FROM candidate_day s WHERE s.person = c.person) AS supervision_days
    FROM attended_counted c
    WHERE c.person = :person
),
needed AS MATERIALIZED (
    SELECT date,
           max(CASE WHEN rule = 'course-hour' AND name = 'minutes' THEN value END) AS minutes,
           max(CASE WHEN rule = 'three-meetings' AND name = 'minimum' THEN value END) AS meetings,
           max(CASE WHEN rule = 'three-meetings' AND name = 'months' THEN value END) AS meetings_months,
           max(CASE WHEN rule = 'six-hours' AND name = 'hours' THEN value END) AS hours,
           max(CASE WHEN rule = 'six-hours' AND name = 'months' THEN value END) AS hours_months,
           max(CASE WHEN rule = 'vg-hours' AND name = 'hours' THEN value END) AS supervision_hours,
           max(CASE WHEN rule = 'vg-length' AND name = 'months' THEN value END) AS supervision_months,
           max(CASE WHEN rule = 'points-cap' AND name = 'months' THEN value END) AS period_months
    FROM (SELECT a.date, p.rule, p.name, CAST(p.value AS INTEGER) AS value
          FROM (SELECT DISTINCT date FROM account) a
          JOIN rule_parameter p
              ON p.valid_from = (SELECT max(q.valid_from) FROM rule_parameter q
                                 WHERE q.rule = p.rule AND q.name = p.name AND q.valid_from <= a.date))
    GROUP BY date
),
ground AS (
    SELECT 1 AS place, a.date, a.group_id, 'allowed' AS part, 'course-hour' AS rule,
           coalesce(m.start || '–' || m.end || ': ', '')
           || CASE WHEN s.minutes IS NULL THEN printf('stated as %d course hours', m.hours)
                   WHEN s.hours < s.minutes / n.minutes
                   THEN printf('%d minutes, but stated as %d course hours: the lower counts', s.minutes, m.hours)
                   ELSE printf('%d minutes hold %d course hours of %d minutes', s.minutes, m.hours, n.minutes) END AS text
    FROM account a
    JOIN needed n ON n.date = a.date
    JOIN form_attendance f ON f.submission = a.submission AND f.person = a.person AND f.date = a.date
    JOIN submission_meeting s ON s.submission = f.submission AND s.position = f.meeting
    JOIN meeting_in_force m ON m.group_id = a.group_id AND m.date = a.date AND m.submission = f.submission
                               AND m.meeting = f.meeting

    UNION ALL
    SELECT 2, date, group_id, 'allowed', 'three-meetings',
           printf('%d meetings of the group in %d months that hold this one; %d are needed', best_meetings, meetings_months,
                  meetings)
    FROM account JOIN needed USING (date)
    WHERE kind = 'smagruppe'

    UNION ALL
    SELECT 3, date, group_id, 'allowed', 'six-hours',
           printf('%d hours of the doctor, all groups together, in %d months that hold this meeting; %d are needed', best_hours,
                  hours_months, needed.hours)
    FROM account JOIN needed USING (date)
    WHERE kind = 'smagruppe'

    UNION ALL
    SELECT 4, date, group_id, 'allowed', 'vg-length',
           printf('%d months from the first day of supervision to the last; %d are needed', coalesce(supervision_days, 0) / 31,
                  supervision_months)
    FROM account JOIN needed USING (date)
    WHERE kind = 'veiledningsgruppe' AND NOT supervises

    UNION ALL
    SELECT 5, date, group_id, 'allowed', 'vg-hours',
           printf('%d hours of supervision in all; %d are mandatory', account.supervision_hours, needed.supervision_hours)
    FROM account JOIN needed USING (date)
    WHERE kind = 'veiledningsgruppe' AND NOT supervises

    UNION ALL
    SELECT 6, date, group_id, 'allowed', 'supervision-as-points',
           'led as a supervisor: such hours turn to points where the doctor asks for it'
    FROM account
    WHERE supervises

    UNION ALL
    SELECT 7, date, group_id, part, 'points-cap',
           printf('%d points before these in the period of %d months; at most %d count',
                  (SELECT coalesce(sum(b.granted), 0) FROM account b
                   WHERE b.period = account.period AND b.day > account.day - 31 * period_months
                     AND (b.day < account.day OR (b.day = account.day AND b.group_id < account.group_id))),
                  period_months, most)
    FROM account
    JOIN needed USING (date)
    JOIN (SELECT 'allowed' AS part UNION ALL SELECT 'surplus')
    WHERE points > 0 AND (part = 'allowed' OR granted < points)
)
SELECT o.date, g.number AS group_number, o.part, o.rule, o.text
FROM ground o
JOIN small_group g ON g.id = o.group_id
ORDER BY o.date, g.number, o.part, o.place, o.text;
