-- id: meeting-abroad
-- severity: disallow
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- source: 000, 002
-- nb: Møtet {date} var i utlandet ({place}). Smågruppevirksomhet i utlandet godkjennes ikke, så møtet teller ikke.
-- nn: Møtet {date} var i utlandet ({place}). Smågruppeverksemd i utlandet blir ikkje godkjend, så møtet tel ikkje.
WITH RECURSIVE
-- A place is abroad only where the last part of it, after a comma or in brackets, is the name of a country or a city:
-- "Hotell London, Oslo" is not.
part (meeting, place, text, rest) AS (
    SELECT position, 0, NULL,
           replace(replace(replace(replace(replace(fold(place), '(', ','), ')', ','), ';', ','), ' - ', ','), '/', ',') || ','
    FROM submission_meeting
    WHERE submission = :submission AND place IS NOT NULL
    UNION ALL
    SELECT meeting, place + 1, trim(substr(rest, 1, instr(rest, ',') - 1)), substr(rest, instr(rest, ',') + 1)
    FROM part
    WHERE rest <> '')
SELECT m.position AS meeting, norwegian_date(m.date) AS date, m.place
FROM submission_meeting m
WHERE m.submission = :submission
  AND m.date BETWEEN :valid_from AND :valid_to
  AND (SELECT CASE WHEN p.text LIKE 'i %' THEN substr(p.text, 3) ELSE p.text END
       FROM part p WHERE p.meeting = m.position AND p.text <> ''
       ORDER BY p.place DESC LIMIT 1) IN (SELECT name FROM foreign_place)
ORDER BY m.position;
