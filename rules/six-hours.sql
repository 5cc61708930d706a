-- id: six-hours
-- severity: provisional
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter hours = 6: fewest hours of a person, all groups together
-- parameter months = 12: in so many months
-- source: 000, 002
-- nb: {name} har {known} kurstimer innen {months} måneder. Timene er registrert og teller når det er {hours}.
-- nn: {name} har {known} kurstimar innan {months} månader. Timane er registrerte og tel når det er {hours}.
WITH ahead AS MATERIALIZED (
    SELECT submission, date, allowed, window_day, hours_ahead FROM attended_ahead
    WHERE person = :person AND kind = 'smagruppe')
SELECT (SELECT min(position) FROM submission_participant
        WHERE submission = :submission AND person = :person) AS participant,
       (SELECT name FROM person WHERE id = :person) AS name, max(known) AS known
FROM (SELECT d.date,
             (SELECT coalesce(max(hours_ahead), 0) FROM ahead
              WHERE window_day BETWEEN d.window_day - 371.999 AND d.window_day) AS known
      FROM ahead d
      WHERE d.submission = :submission AND d.allowed > 0)
WHERE known < :hours
  AND date BETWEEN :valid_from AND :valid_to
HAVING count(*) > 0;
