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

-- A candidate's days in supervision groups.
CREATE VIEW candidate_day AS
SELECT * FROM attended_day WHERE kind = 'veiledningsgruppe' AND NOT supervises AND allowed > 0;

-- What the hours wait for; NULL where they wait for nothing. One window of enough meetings, or hours, that holds the day is
-- enough: the search ends with the first.
CREATE VIEW attended_waiting AS
SELECT d.*,
       CASE WHEN kind = 'smagruppe'
            THEN nullif(rtrim(
                CASE WHEN EXISTS (SELECT 1 FROM meeting_window w
                                  WHERE w.group_id = d.group_id AND w.day <= d.day
                                    AND w.day > d.day - (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                                         WHERE rule = 'three-meetings' AND name = 'months'
                                                         ORDER BY valid_from DESC LIMIT 1)
                                    AND NOT w.disallowed
                                    AND w.meetings >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                       WHERE rule = 'three-meetings' AND name = 'minimum'
                                                         AND valid_from <= d.date
                                                       ORDER BY valid_from DESC LIMIT 1))
                     THEN '' ELSE 'three-meetings,' END
                || CASE WHEN EXISTS (SELECT 1 FROM hours_window w
                                     WHERE w.person = d.person AND w.day <= d.day
                                       AND w.day > d.day - (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                                                            WHERE rule = 'six-hours' AND name = 'months'
                                                            ORDER BY valid_from DESC LIMIT 1)
                                       AND w.hours >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                                       WHERE rule = 'six-hours' AND name = 'hours' AND valid_from <= d.date
                                                       ORDER BY valid_from DESC LIMIT 1))
                        THEN '' ELSE 'six-hours' END, ','), '')
            WHEN kind = 'veiledningsgruppe' AND NOT supervises
            THEN nullif(rtrim(
                CASE WHEN coalesce((SELECT max(day) - min(day) FROM candidate_day c WHERE c.person = d.person), 0)
                          >= (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                              WHERE rule = 'vg-length' AND name = 'months' AND valid_from <= d.date
                              ORDER BY valid_from DESC LIMIT 1)
                     THEN '' ELSE 'vg-length,' END
                || CASE WHEN coalesce((SELECT sum(allowed) FROM candidate_day c WHERE c.person = d.person), 0)
                             >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                 WHERE rule = 'vg-hours' AND name = 'hours' AND valid_from <= d.date
                                 ORDER BY valid_from DESC LIMIT 1)
                        THEN '' ELSE 'vg-hours' END, ','), '')
            END AS waits_for
FROM attended_day d;

-- What the points of a day follow from. `period` numbers the five years that the register knows for the person; 0 where it knows
-- none. `most` is the cap; `at_most` is what the person can have in the months that end with the day, whatever waits.
-- The groups are single rows: they have SQLite work each row out once, however often a view above mentions its columns, and still
-- let a condition on the person through.
CREATE VIEW attended_known AS
SELECT w.person, w.day, w.group_id, w.kind, w.submission, w.date, w.hours, w.allowed, w.disallowed, w.supervises, w.waits_for,
       CASE WHEN period_start IS NULL THEN 0
            ELSE (day - (substr(period_start, 1, 4) * 372 + substr(period_start, 6, 2) * 31
                         + substr(period_start, 9, 2)) + 3720000)
                 / (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'points-cap' AND name = 'months'
                    ORDER BY valid_from DESC LIMIT 1) END AS period,
       (SELECT CAST(value AS INTEGER) FROM rule_parameter
        WHERE rule = 'points-cap' AND name = CASE WHEN in_training THEN 'training' ELSE 'points' END AND valid_from <= date
        ORDER BY valid_from DESC LIMIT 1) AS most,
       (SELECT sum(a.allowed) FROM attended a
        WHERE a.person = w.person AND a.day <= w.day
          AND a.day > w.day - (SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                               WHERE rule = 'points-cap' AND name = 'months'
                               ORDER BY valid_from DESC LIMIT 1)) AS at_most,
       -- Of a candidate's hours, those beyond the mandatory ones, up to and with the day.
       CASE WHEN kind = 'veiledningsgruppe' AND NOT supervises
            THEN (SELECT sum(c.allowed) FROM candidate_day c
                  WHERE c.person = w.person AND (c.day < w.day OR (c.day = w.day AND c.group_id <= w.group_id)))
                 - (SELECT CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'vg-hours' AND name = 'hours' AND valid_from <= date
                    ORDER BY valid_from DESC LIMIT 1) END AS beyond_mandatory
FROM attended_waiting w
GROUP BY w.person, w.day, w.group_id;

-- The small-group points of a day before the cap.
CREATE VIEW attended_points AS
SELECT k.*,
       CASE WHEN waits_for IS NOT NULL THEN 0
            WHEN kind = 'smagruppe' THEN allowed
            WHEN kind = 'veiledningsgruppe' AND NOT supervises THEN max(0, min(allowed, coalesce(beyond_mandatory, 0)))
            ELSE 0 END AS points
FROM attended_known k;

-- What a day's share of the cap needs to know of all days of a period into which the cap may cut, in order, in one text: of each its
-- points and cap in 6 digits, whether the cap may cut into it ("!"), its day in 7 digits and its group in 12.
CREATE VIEW attended_history AS
SELECT p.*,
       group_concat(CASE WHEN is_cut
                         THEN printf('%06d%06d%s%07d%012d', points, most, CASE WHEN at_most > most THEN '!' ELSE ' ' END, day,
                                     group_id) END, '')
           OVER (PARTITION BY person, period ORDER BY day, group_id
                 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS history
FROM (SELECT a.*, max(at_most > most) OVER (PARTITION BY person, period) AS is_cut FROM attended_points a) p;

-- What the cap grants, where it may cut into anything: surplus takes no room itself, so every day's share depends on the shares
-- before it. They are made one by one, once for a period, at the first day that may be cut: `granted_before` holds how much is
-- granted before each day, and at its end before the day after the last, in 6 digits each. `first` is the first day that is still
-- in the months that end with the day at `place`.
CREATE VIEW attended_granted AS
SELECT h.*,
       max(CASE WHEN instr(history, '!') = instr(history, printf('!%07d%012d', day, group_id)) AND at_most > most
                THEN (WITH RECURSIVE
                          period (days) AS (
                              SELECT 31 * CAST(value AS INTEGER) FROM rule_parameter
                              WHERE rule = 'points-cap' AND name = 'months'
                              ORDER BY valid_from DESC LIMIT 1),
                          day (place, first, granted) AS (
                              SELECT 0, 0, '000000'
                              UNION ALL
                              SELECT place + NOT passed, first + passed,
                                     CASE WHEN passed THEN granted
                                          ELSE granted || printf('%06d', max(substr(granted, -6) + 0,
                                                                             min(substr(granted, -6)
                                                                                 + substr(h.history, 32 * place + 1, 6),
                                                                                 substr(granted, 6 * first + 1, 6)
                                                                                 + substr(h.history, 32 * place + 7, 6)))) END
                              FROM day
                              JOIN (SELECT 0 AS passed UNION ALL SELECT 1)
                                  ON passed = (substr(h.history, 32 * first + 14, 7) + 0
                                               <= substr(h.history, 32 * place + 14, 7) - (SELECT days FROM period))
                              WHERE 32 * place < length(h.history))
                      SELECT granted FROM day ORDER BY place DESC LIMIT 1) END)
           OVER (PARTITION BY person, period) AS granted_before
FROM attended_history h;

-- Where all that the person can have fits under the cap, all points are granted.
CREATE VIEW attended_counted AS
SELECT g.*,
       CASE WHEN at_most <= most THEN points
            ELSE substr(granted_before, 6 * ((instr(history, printf('!%07d%012d', day, group_id)) - 13) / 32) + 7, 6)
                 - substr(granted_before, 6 * ((instr(history, printf('!%07d%012d', day, group_id)) - 13) / 32) + 1, 6)
            END AS granted
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
