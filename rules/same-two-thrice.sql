-- id: same-two-thrice
-- severity: disallow, flag
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter run = 3: so many meetings in a row
-- source: 002
-- nb: Møtet {date} er ett av {length} møter på rad der bare {names} var til stede. {run} eller flere slike møter på rad
--   godkjennes ikke, så møtet teller ikke.
-- nn: Møtet {date} er eitt av {length} møte på rad der berre {names} var til stades. {run} eller fleire slike møte på rad blir
--   ikkje godkjende, så møtet tel ikkje.
-- nb counting: Møtet {date} er ett av {length} møter på rad der bare {names} var til stede, og noen av dem teller allerede. En
--   saksbehandler ser på det.
-- nn counting: Møtet {date} er eitt av {length} møte på rad der berre {names} var til stades, og nokre av dei tel allereie. Ein
--   saksbehandlar ser på det.
WITH RECURSIVE
mine AS MATERIALIZED (
    SELECT f.meeting, f.date, f.day, f.group_id, m.start,
           (SELECT count(DISTINCT who) FROM form_present WHERE submission = f.submission AND meeting = f.meeting) AS people
    FROM form_day f
    JOIN submission_meeting m ON m.submission = f.submission AND m.position = f.meeting
    WHERE f.submission = :submission),
-- Where just two were at a meeting of the form: its group, first and last day.
span AS MATERIALIZED (
    SELECT min(group_id) AS group_id, min(day) AS first, max(day) AS last
    FROM mine
    HAVING min(people) <= 2),
-- The group's days before and after, up to and with the nearest on which not just two were there.
before (day) AS (
    SELECT (SELECT max(h.day) FROM held h WHERE h.group_id = span.group_id AND h.day < span.first) FROM span
    UNION ALL
    SELECT (SELECT max(h.day) FROM held h WHERE h.group_id = span.group_id AND h.day < before.day)
    FROM before, span
    WHERE before.day IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM held h
                      WHERE h.group_id = span.group_id AND h.day = before.day
                        AND (SELECT count(DISTINCT who) FROM form_present
                             WHERE submission = h.submission AND meeting = h.meeting) <> 2)),
after (day) AS (
    SELECT (SELECT min(h.day) FROM held h WHERE h.group_id = span.group_id AND h.day > span.last) FROM span
    UNION ALL
    SELECT (SELECT min(h.day) FROM held h WHERE h.group_id = span.group_id AND h.day > after.day)
    FROM after, span
    WHERE after.day IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM held h
                      WHERE h.group_id = span.group_id AND h.day = after.day
                        AND (SELECT count(DISTINCT who) FROM form_present
                             WHERE submission = h.submission AND meeting = h.meeting) <> 2)),
met AS (
    SELECT :submission AS submission, meeting, date, day, start FROM mine WHERE EXISTS (SELECT 1 FROM span)
    UNION ALL
    SELECT h.submission, h.meeting, h.date, h.day, m.start
    FROM span
    JOIN held h ON h.group_id = span.group_id
               AND h.day >= coalesce((SELECT min(day) FROM before), span.first)
               AND h.day <= coalesce((SELECT max(day) FROM after), span.last)
    JOIN submission_meeting m ON m.submission = h.submission AND m.position = h.meeting
    WHERE h.submission <> :submission AND h.day NOT IN (SELECT day FROM mine)),
present AS (
    SELECT t.*,
           (SELECT count(DISTINCT who) FROM form_present WHERE submission = t.submission AND meeting = t.meeting) AS people,
           (SELECT group_concat(who, '; ') FROM (SELECT DISTINCT who FROM form_present
                                                 WHERE submission = t.submission AND meeting = t.meeting
                                                 ORDER BY who)) AS pair
    FROM met t),
numbered AS (
    SELECT p.*,
           row_number() OVER (ORDER BY date, start, meeting)
           - row_number() OVER (PARTITION BY pair ORDER BY date, start, meeting) AS island
    FROM present p),
run AS (
    SELECT n.*, count(*) OVER (PARTITION BY pair, island) AS length
    FROM numbered n),
-- The meetings of other forms in a run that count already: those that have the company of enough others, for one of the two who
-- has enough hours.
counting AS (
    SELECT r.pair, r.island
    FROM run r
    JOIN span
    JOIN held h ON h.group_id = span.group_id AND h.day = r.day AND h.submission = r.submission AND h.meeting = r.meeting
    WHERE r.submission <> :submission AND r.people = 2 AND r.length >= :run
      AND NOT h.disallowed
      AND (SELECT max(w.meetings) FROM meeting_window w
           WHERE w.group_id = h.group_id AND w.day <= h.day AND h.day < w.until_day AND NOT w.disallowed)
          >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
              WHERE rule = 'three-meetings' AND name = 'minimum' AND valid_from <= h.date
              ORDER BY valid_from DESC LIMIT 1)
      AND EXISTS (SELECT 1
                  FROM attended a
                  JOIN hours_window w ON w.person = a.person AND w.day <= a.day AND a.day < w.until_day
                  WHERE a.group_id = h.group_id AND a.day = h.day
                    AND w.hours >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                    WHERE rule = 'six-hours' AND name = 'hours' AND valid_from <= h.date
                                    ORDER BY valid_from DESC LIMIT 1)))
SELECT meeting, norwegian_date(date) AS date, length,
       (SELECT group_concat(name, ' og ') FROM (SELECT DISTINCT coalesce(name, 'HPR ' || hpr) AS name FROM form_present
                                                WHERE submission = r.submission AND meeting = r.meeting
                                                ORDER BY participant)) AS names,
       CASE WHEN touched THEN 'flag' ELSE 'disallow' END AS severity,
       CASE WHEN touched THEN 'counting' ELSE '' END AS sentence
FROM (SELECT run.*, EXISTS (SELECT 1 FROM counting c WHERE c.pair = run.pair AND c.island = run.island) AS touched
      FROM run) r
WHERE submission = :submission
  AND people = 2
  AND length >= :run
  AND date BETWEEN :valid_from AND :valid_to
ORDER BY r.date, r.meeting;
