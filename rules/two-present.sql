-- id: two-present
-- severity: disallow, return
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter minimum = 2: fewest people present
-- source: 000, 002
-- nb: Møtet {date} har bare én deltaker til stede. Minst {minimum} må være til stede, så møtet teller ikke.
-- nn: Møtet {date} har berre éin deltakar til stades. Minst {minimum} må vere til stades, så møtet tel ikkje.
-- nb none: Møtet {date} har ingen deltakere til stede. Minst {minimum} må være til stede, så møtet teller ikke. Er det feil, så
--   send lista på nytt med frammøtet.
-- nn none: Møtet {date} har ingen deltakarar til stades. Minst {minimum} må vere til stades, så møtet tel ikkje. Er det feil, så
--   send lista på nytt med frammøtet.
-- nb few: Møtet {date} har bare {count} deltakere til stede. Minst {minimum} må være til stede, så møtet teller ikke.
-- nn few: Møtet {date} har berre {count} deltakarar til stades. Minst {minimum} må vere til stades, så møtet tel ikkje.
-- nb unmarked: Lista viser ikke hvem som var til stede på møtene. Sett merke ved dem som var der, og send lista på nytt.
-- nn unmarked: Lista viser ikkje kven som var til stades på møta. Set merke ved dei som var der, og send lista på nytt.
SELECT meeting, NULL AS about, 'disallow' AS severity, norwegian_date(date) AS date, count,
       CASE count WHEN 0 THEN 'none' WHEN 1 THEN '' ELSE 'few' END AS sentence
FROM (SELECT m.position AS meeting, m.date,
             (SELECT count(DISTINCT p.who) FROM form_present p
              WHERE p.submission = m.submission AND p.meeting = m.position) AS count
      FROM submission_meeting m
      WHERE m.submission = :submission AND m.date BETWEEN :valid_from AND :valid_to)
WHERE count < :minimum
  AND EXISTS (SELECT 1 FROM submission_present WHERE submission = :submission)
UNION ALL
SELECT NULL, 'form', 'return', NULL, NULL, 'unmarked'
WHERE EXISTS (SELECT 1 FROM submission_meeting WHERE submission = :submission)
  AND NOT EXISTS (SELECT 1 FROM submission_present WHERE submission = :submission)
ORDER BY 1;
