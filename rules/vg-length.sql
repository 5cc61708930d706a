-- id: vg-length
-- severity: provisional
-- forms: presence
-- groups: veiledningsgruppe
-- valid: ..
-- parameter months = 24: how long supervision in a group lasts, from the first day to the last
-- source: 002, 004
-- nb: {name} har vært i veiledningsgruppe siden {since}. Veiledningen skal vare i {months} måneder, minst tolv av dem ved siden av
--   arbeid i åpen, uselektert allmennpraksis. Timene er registrert og teller når det er nådd.
-- nn: {name} har vore i rettleiingsgruppe sidan {since}. Rettleiinga skal vare i {months} månader, minst tolv av dei ved sida av
--   arbeid i open, uselektert allmennpraksis. Timane er registrerte og tel når det er nådd.
SELECT (SELECT min(position) FROM submission_participant
        WHERE submission = :submission AND person = :person) AS participant,
       (SELECT name FROM person WHERE id = :person) AS name, norwegian_date(min(date)) AS since
FROM attended_day
WHERE person = :person AND kind = 'veiledningsgruppe' AND NOT supervises AND allowed > 0
HAVING count(*) FILTER (WHERE submission = :submission AND date BETWEEN :valid_from AND :valid_to) > 0
   AND max(day) - min(day) < 31 * :months;
