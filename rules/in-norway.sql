-- id: in-norway
-- severity: return
-- forms: start
-- groups: smagruppe
-- valid: ..
-- source: 000, 002
-- nb: {municipality} er ikke en norsk kommune. Smågruppevirksomhet i utlandet godkjennes ikke. Rett kommunen hvis den er feil, og
--   send skjemaet på nytt.
-- nn: {municipality} er ikkje ein norsk kommune. Smågruppeverksemd i utlandet blir ikkje godkjend. Rett kommunen dersom han er feil,
--   og send skjemaet på nytt.
WITH RECURSIVE part (text, rest) AS (
    SELECT NULL, replace(replace(replace(replace(fold(municipality), '(', ','), ')', ','), ' - ', ','), '/', ',') || ','
    FROM submission
    WHERE id = :submission AND municipality IS NOT NULL
    UNION ALL
    SELECT trim(substr(rest, 1, instr(rest, ',') - 1)), substr(rest, instr(rest, ',') + 1)
    FROM part
    WHERE rest <> '')
SELECT 'group' AS about, municipality
FROM submission
WHERE id = :submission
  AND EXISTS (SELECT 1 FROM part JOIN foreign_place f ON f.name = part.text);
