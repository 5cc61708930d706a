-- id: vg-hours
-- severity: provisional
-- forms: presence
-- groups: veiledningsgruppe
-- valid: ..
-- parameter hours = 120: mandatory hours in a supervision group; those beyond count as small-group points
-- source: 002, 004
-- nb: {name} har {known} av {hours} obligatoriske timer i veiledningsgruppe. Timene er registrert og teller når alle er nådd.
-- nn: {name} har {known} av {hours} obligatoriske timar i rettleiingsgruppe. Timane er registrerte og tel når alle er nådde.
SELECT (SELECT min(position) FROM submission_participant
        WHERE submission = :submission AND person = :person) AS participant,
       (SELECT name FROM person WHERE id = :person) AS name, sum(allowed) AS known
FROM attended_day
WHERE person = :person AND kind = 'veiledningsgruppe' AND NOT supervises
HAVING count(*) FILTER (WHERE submission = :submission AND date BETWEEN :valid_from AND :valid_to) > 0
   AND sum(allowed) < :hours;
