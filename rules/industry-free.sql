-- id: industry-free
-- severity: return
-- forms: presence
-- groups: smagruppe
-- asks: industry-free
-- valid: ..
-- source: 000, 002
-- nb: Sekretærens bekreftelse på at legemiddelindustrien ikke har vært med på å planlegge eller gjennomføre møtene, mangler.
--   Kryss av eller skriv under på det, og send lista på nytt.
-- nn: Stadfestinga frå sekretæren på at legemiddelindustrien ikkje har vore med på å planleggje eller gjennomføre møta, manglar.
--   Kryss av eller skriv under på det, og send lista på nytt.
SELECT 'form' AS about
FROM submission
WHERE id = :submission AND industry_free IS NULL;
