-- id: six-hours
-- severity: provisional
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter hours = 6: fewest hours of a person, all groups together
-- parameter months = 12: in so many months
-- source: 000, 002
-- nb: {name} har {known} av {hours} kurstimer innen {months} måneder. Timene er registrert og teller når alle er nådd.
-- nn: {name} har {known} av {hours} kurstimar innan {months} månader. Timane er registrerte og tel når alle er nådde.
WITH near AS MATERIALIZED (
    SELECT submission, date, day, allowed
    FROM attended_day
    WHERE person = :person AND kind = 'smagruppe'
      AND day > (SELECT min(day) FROM form_day WHERE submission = :submission) - 31 * :months
      AND day < (SELECT max(day) FROM form_day WHERE submission = :submission) + 31 * :months),
opening AS MATERIALIZED (
    SELECT first.day, first.day + 31 * :months AS until_day,
           (SELECT sum(allowed) FROM near n WHERE n.day >= first.day AND n.day < first.day + 31 * :months) AS hours
    FROM near first)
SELECT (SELECT min(position) FROM submission_participant
        WHERE submission = :submission AND person = :person) AS participant,
       (SELECT name FROM person WHERE id = :person) AS name, max(known) AS known
FROM (SELECT n.date, (SELECT max(hours) FROM opening WHERE day <= n.day AND n.day < until_day) AS known
      FROM near n
      WHERE n.submission = :submission AND n.allowed > 0)
WHERE known < :hours
  AND date BETWEEN :valid_from AND :valid_to
HAVING count(*) > 0;
