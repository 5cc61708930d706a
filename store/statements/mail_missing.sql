-- What the provisional hours of :person, whose account was read before (account_read), still wait for: so many hours of the person, or days on which the group meets, in the
-- months that begin with a meeting. Of the windows that hold a provisional meeting, the one that is still open and needs least
-- is named; where none is open any more, the one that came nearest (`over` is 1).
WITH least AS MATERIALIZED (
    SELECT max(CASE WHEN rule = 'three-meetings' AND name = 'minimum' THEN CAST(value AS INTEGER) END) AS meetings,
           max(CASE WHEN rule = 'six-hours' AND name = 'hours' THEN CAST(value AS INTEGER) END) AS hours,
           max(CASE WHEN rule = 'three-meetings' AND name = 'months' THEN CAST(value AS INTEGER) END) AS meeting_months,
           max(CASE WHEN rule = 'six-hours' AND name = 'months' THEN CAST(value AS INTEGER) END) AS hour_months
    FROM rule_parameter p
    WHERE NOT EXISTS (SELECT 1 FROM rule_parameter later
                      WHERE later.rule = p.rule AND later.name = p.name AND later.valid_from > p.valid_from)),
waiting AS MATERIALIZED (
    SELECT DISTINCT group_id, date, waits_for LIKE '%three-meetings%' AS for_meetings, waits_for LIKE '%six-hours%' AS for_hours
    FROM account
    WHERE waits_for IS NOT NULL),
met AS MATERIALIZED (
    SELECT DISTINCT group_id, date FROM held
    WHERE group_id IN (SELECT group_id FROM waiting) AND NOT disallowed),
attended AS MATERIALIZED (
    SELECT date, sum(allowed) AS hours FROM attended_day
    WHERE person = :person AND kind = 'smagruppe' GROUP BY date),
begun AS (
    SELECT 'meetings' AS what, w.group_id, w.date, s.date AS opens, month_later(s.date, least.meeting_months) AS later
    FROM waiting w, least
    JOIN met s ON s.group_id = w.group_id AND s.date <= w.date
    WHERE w.for_meetings
    UNION
    SELECT 'hours', w.group_id, w.date, s.date, month_later(s.date, least.hour_months)
    FROM waiting w, least
    JOIN attended s ON s.date <= w.date
    WHERE w.for_hours),
opening AS (
    SELECT *
    FROM (SELECT what, group_id, date, opens,
                 -- Where the month has no such day (29 February), its last day belongs to the window still.
                 CASE WHEN substr(later, 9) < substr(opens, 9) THEN date(later, '+1 day') ELSE later END AS closes
          FROM begun)
    WHERE closes > date),
lacking AS (
    SELECT o.*,
           CASE what WHEN 'meetings'
                     THEN least.meetings - (SELECT count(*) FROM met m WHERE m.group_id = o.group_id
                                            AND m.date >= o.opens AND m.date < o.closes)
                     ELSE least.hours - coalesce((SELECT sum(a.hours) FROM attended a
                                                  WHERE a.date >= o.opens AND a.date < o.closes), 0)
           END AS missing
    FROM opening o, least),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY what, group_id, date
                                 ORDER BY closes <= :today, missing, closes DESC) AS place
    FROM lacking
    WHERE missing > 0)
SELECT r.what = 'hours' AS hours_missing, r.what = 'meetings' AS meetings_missing, r.missing, r.opens,
       r.closes AS "before", r.closes <= :today AS over,
       CASE WHEN r.what = 'meetings' THEN g.name END AS group_name
FROM ranked r
JOIN small_group g ON g.id = r.group_id
WHERE r.place = 1
GROUP BY r.what, r.missing, r.opens, r.closes, CASE WHEN r.what = 'meetings' THEN r.group_id END
ORDER BY r.closes, r.what;
