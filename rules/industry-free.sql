-- id: industry-free
-- severity: return
-- forms: presence
-- groups: smagruppe
-- asks: industry-free
-- valid: ..
-- source: 000, 002
-- nb: Sekretærens bekreftelse på at legemiddelindustrien ikke har vært med på å planlegge eller gjennomføre møtene, mangler.
--   Svar «ja» hvis dere bekrefter det, eller kryss av for det i lista.
-- nn: Stadfestinga frå sekretæren på at legemiddelindustrien ikkje har vore med på å planleggje eller gjennomføre møta, manglar.
--   Svar «ja» dersom de stadfestar det, eller kryss av for det i lista.
SELECT 'form' AS about
FROM submission
WHERE id = :submission AND industry_free IS NULL;
