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
WITH met AS (
    SELECT m.submission, m.position AS meeting, m.date, m.start
    FROM submission_meeting m
    WHERE m.submission = :submission AND m.date IS NOT NULL
    UNION ALL
    SELECT f.submission, f.meeting, f.date, f.start
    FROM submission s
    JOIN meeting_in_force f ON f.group_id = s.group_id AND f.submission <> s.id
    WHERE s.id = :submission
      AND NOT EXISTS (SELECT 1 FROM submission_meeting mine WHERE mine.submission = s.id AND mine.date = f.date)),
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
-- The meetings of other forms in a run that count already: those that have the company of enough others.
counting AS (
    SELECT r.pair, r.island
    FROM run r
    JOIN meeting_in_force f ON f.submission = r.submission AND f.meeting = r.meeting
    WHERE r.submission <> :submission AND r.people = 2 AND r.length >= :run
      AND NOT f.disallowed
      AND (SELECT max(w.meetings) FROM meeting_window w
           WHERE w.group_id = f.group_id AND w.date <= f.date AND f.day < w.until_day AND NOT w.disallowed)
          >= (SELECT CAST(value AS INTEGER) FROM rule_parameter
              WHERE rule = 'three-meetings' AND name = 'minimum' AND valid_from <= f.date
              ORDER BY valid_from DESC LIMIT 1))
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
