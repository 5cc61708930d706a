-- Points are derived here and stored nowhere: what every attended meeting is worth to every person.
-- The numbers are parameters of rules/meeting-max-length.sql, three-meetings.sql, six-hours.sql, vg-length.sql, vg-hours.sql and
-- points-cap.sql, and stand in rule_parameter; what does not count follows from the findings of severity "disallow".
--
-- Each view is built so that a condition on the person (or, in the first, on the group) reaches the tables' indexes.

-- On how many days the group met in the months that begin with a meeting. (The numbers of months are looked up without
-- regard to the day: they are then read once, not for every row.)
CREATE VIEW meeting_window AS
SELECT first.group_id, first.day, first.disallowed,
       (SELECT count(DISTINCT o.day) FROM held o
        WHERE o.group_id = first.group_id AND o.day >= first.day
          AND o.day < first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                   WHERE rule = 'three-meetings' AND name = 'months'
                                   ORDER BY valid_from DESC LIMIT 1)
          AND NOT o.disallowed) AS meetings,
       first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'three-meetings' AND name = 'months'
                    ORDER BY valid_from DESC LIMIT 1) AS until_day
FROM held first;

-- What a person has of a group and day: hours that may count, at most so many a day, and hours that are lost. Whoever
-- leads a group of candidates supervises it: such hours turn to points only where the doctor asks for it.
CREATE VIEW attended_day AS
SELECT a.person, a.group_id, g.kind, a.submission, a.date, a.day, p.in_training, p.period_start,
       min(a.allowed,
           CASE WHEN g.kind = 'smagruppe'
                THEN (SELECT CAST(value AS INTEGER) FROM rule_parameter
                      WHERE rule = 'meeting-max-length' AND name = 'hours' AND valid_from <= a.date
                      ORDER BY valid_from DESC LIMIT 1)
                ELSE 24 END) AS allowed,
       a.hours, a.disallowed,
       g.kind <> 'smagruppe' AND EXISTS (SELECT 1 FROM membership b
                                         WHERE b.group_id = a.group_id AND b.person = a.person AND b.role = 'leader'
                                           AND b.from_on <= a.date AND (b.until_on IS NULL OR b.until_on > a.date))
           AS supervises
FROM attended a
JOIN person p ON p.id = a.person
JOIN small_group g ON g.id = a.group_id;

-- The hours of a person, all small groups together, in the months that begin with a day.
CREATE VIEW hours_window AS
SELECT first.person, first.day,
       (SELECT sum(d.allowed) FROM attended_day d
        WHERE d.person = first.person AND d.kind = 'smagruppe' AND d.day >= first.day
          AND d.day < first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                   WHERE rule = 'six-hours' AND name = 'months'
                                   ORDER BY valid_from DESC LIMIT 1)) AS hours,
       first.day + (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'six-hours' AND name = 'months'
                    ORDER BY valid_from DESC LIMIT 1) AS until_day
FROM attended first;

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
                 WHERE w.group_id = d.group_id AND w.day <= d.day
                   AND w.day > d.day - (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                        WHERE rule = 'three-meetings' AND name = 'months'
                                        ORDER BY valid_from DESC LIMIT 1)
                   AND NOT w.disallowed), 0) AS best_meetings
FROM attended_ahead d;

-- A candidate's hours in supervision groups: all of them, those up to and with the day, and from the first to the last.
CREATE VIEW attended_supervision AS
SELECT d.*,
       sum(candidate_hours) OVER (PARTITION BY person) AS supervision_hours,
       sum(candidate_hours) OVER (PARTITION BY person ORDER BY day, group_id) AS supervision_so_far,
       max(CASE WHEN candidate_hours > 0 THEN day END) OVER (PARTITION BY person)
       - min(CASE WHEN candidate_hours > 0 THEN day END) OVER (PARTITION BY person) AS supervision_days
FROM (SELECT b.*, CASE WHEN kind = 'veiledningsgruppe' AND NOT supervises THEN allowed ELSE 0 END AS candidate_hours
      FROM attended_best b) d;

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
            WHEN kind = 'veiledningsgruppe' AND NOT supervises
            THEN nullif(rtrim(CASE WHEN coalesce(supervision_days, 0)
                                        < (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                           WHERE rule = 'vg-length' AND name = 'months' AND valid_from <= date
                                           ORDER BY valid_from DESC LIMIT 1)
                                   THEN 'vg-length,' ELSE '' END
                              || CASE WHEN supervision_hours < (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                                WHERE rule = 'vg-hours' AND name = 'hours'
                                                                  AND valid_from <= date
                                                                ORDER BY valid_from DESC LIMIT 1)
                                      THEN 'vg-hours' ELSE '' END, ','), '')
            END AS waits_for
FROM attended_supervision d;

-- The small-group points of a day before the cap: of a candidate's hours, those beyond the mandatory ones. `period` numbers
-- the five years that the register knows for the person; 0 where it knows none. `most` is the cap.
CREATE VIEW attended_points AS
SELECT w.*,
       CASE WHEN waits_for IS NOT NULL THEN 0
            WHEN kind = 'smagruppe' THEN allowed
            WHEN kind = 'veiledningsgruppe'
            THEN max(0, min(candidate_hours,
                            supervision_so_far - (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                  WHERE rule = 'vg-hours' AND name = 'hours' AND valid_from <= date
                                                  ORDER BY valid_from DESC LIMIT 1)))
            ELSE 0 END AS points,
       CASE WHEN period_start IS NULL THEN 0
            ELSE (day - (substr(period_start, 1, 4) * 372 + substr(period_start, 6, 2) * 31
                         + substr(period_start, 9, 2)) + 3720000)
                 / (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'points-cap' AND name = 'months'
                    ORDER BY valid_from DESC LIMIT 1) END AS period,
       day * 12.0 / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                     WHERE rule = 'points-cap' AND name = 'months'
                     ORDER BY valid_from DESC LIMIT 1) AS period_day,
       (SELECT CAST(value AS INTEGER) FROM rule_parameter
        WHERE rule = 'points-cap' AND name = CASE WHEN in_training THEN 'training' ELSE 'points' END AND valid_from <= date
        ORDER BY valid_from DESC LIMIT 1) AS most
FROM attended_waiting w;

-- A person's days of a period in order: which place a day has, and the first of those in the five years that end with it.
CREATE VIEW attended_place AS
SELECT p.*,
       row_number() OVER (PARTITION BY person, period ORDER BY period_day, group_id) - 1 AS place,
       count(*) OVER (PARTITION BY person, period ORDER BY period_day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
       - count(*) OVER (PARTITION BY person, period ORDER BY period_day RANGE BETWEEN 371.999 PRECEDING AND CURRENT ROW)
           AS first_place
FROM attended_points p;

-- What one day's share needs, of all days in one text: points, first place and cap in 6 digits each.
CREATE VIEW attended_history AS
SELECT p.*,
       group_concat(printf('%06d%06d%06d', points, first_place, most), '')
           OVER (PARTITION BY person, period ORDER BY place
                 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS history
FROM attended_place p;

-- What the cap grants: surplus takes no room itself, so every day's share depends on the shares before it. They are made one
-- by one: `granted_before` holds how much is granted before each day, and at its end before the day after the last, in 6
-- digits each.
CREATE VIEW attended_granted AS
SELECT h.*,
       max(CASE WHEN place = 0
                THEN (WITH RECURSIVE day (place, granted) AS (
                          SELECT 0, '000000'
                          UNION ALL
                          SELECT place + 1,
                                 granted || printf('%06d', max(substr(granted, -6) + 0,
                                                               min(substr(granted, -6) + substr(h.history, 18 * place + 1, 6),
                                                                   substr(granted, 6 * substr(h.history, 18 * place + 7, 6) + 1, 6)
                                                                   + substr(h.history, 18 * place + 13, 6))))
                          FROM day
                          WHERE 18 * place < length(h.history))
                      SELECT granted FROM day ORDER BY place DESC LIMIT 1) END)
           OVER (PARTITION BY person, period) AS granted_before
FROM attended_history h;

CREATE VIEW attended_counted AS
SELECT g.*, substr(granted_before, 6 * place + 7, 6) - substr(granted_before, 6 * place + 1, 6) AS granted
FROM attended_granted g;

-- The account: a row for every person, group, day and status with its hours, and how many of them are small-group points.
-- `waits_for` names the rules that provisional hours wait for: "three-meetings,six-hours", "vg-length" ...
CREATE VIEW credit AS
SELECT person, group_id, submission, date,
       CASE part WHEN 'lost' THEN 'disallowed'
                 WHEN 'surplus' THEN 'over-cap'
                 ELSE CASE WHEN kind = 'gruppeveiledning' THEN 'documented'
                           WHEN waits_for IS NULL AND NOT supervises THEN 'counting'
                           ELSE 'provisional' END
       END AS status,
       CASE part WHEN 'lost' THEN hours - allowed
                 WHEN 'surplus' THEN points - granted
                 ELSE allowed - (points - granted)
       END AS hours,
       CASE part WHEN 'allowed' THEN granted ELSE 0 END AS points,
       CASE part WHEN 'allowed' THEN waits_for END AS waits_for
FROM attended_counted
JOIN (SELECT 'allowed' AS part UNION ALL SELECT 'surplus' UNION ALL SELECT 'lost')
WHERE CASE part WHEN 'lost' THEN disallowed OR hours > allowed
                WHEN 'surplus' THEN granted < points
                ELSE NOT disallowed AND (points = 0 OR allowed > points - granted) END;
