-- id: known-group
-- severity: return, flag
-- forms: presence, program, update
-- groups: all
-- asks: group-number
-- valid: ..
-- source: –
-- nb: Vi finner ingen registrert gruppe som passer til {said}. Svar med gruppenummeret, eller send oppstartskjemaet hvis gruppa
--   ikke er meldt inn; da behandler vi denne innsendingen av oss selv.
-- nn: Vi finn inga registrert gruppe som passar til {said}. Svar med gruppenummeret, eller send oppstartsskjemaet dersom gruppa
--   ikkje er meld inn; då handsamar vi denne innsendinga av oss sjølve.
-- nb several: Flere registrerte grupper passer til {said}. En saksbehandler finner ut hvilken det er.
-- nn several: Fleire registrerte grupper passar til {said}. Ein saksbehandlar finn ut kva for ei det er.
-- nb disagree: Nummeret {number} er ikke nummeret til gruppa {name}. En saksbehandler finner ut hvilken gruppe det gjelder.
-- nn disagree: Nummeret {number} er ikkje nummeret til gruppa {name}. Ein saksbehandlar finn ut kva for ei gruppe det gjeld.
WITH asked AS (
    SELECT id, group_id, number_key, name_key, group_number AS number, group_name AS name,
           coalesce('nummeret ' || group_number || ' og navnet ' || group_name, 'nummeret ' || group_number,
                    'navnet ' || group_name, 'avsenderen') AS said
    FROM submission
    WHERE id = :submission)
SELECT 'group' AS about, 'return' AS severity, 'group-number' AS asks, '' AS sentence, said, number, name
FROM asked
WHERE group_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM submission_candidate WHERE submission = asked.id)
UNION ALL
SELECT 'group', 'flag', NULL, 'several', said, number, name
FROM asked
WHERE group_id IS NULL
  AND EXISTS (SELECT 1 FROM submission_candidate WHERE submission = asked.id)
UNION ALL
SELECT 'group', 'flag', NULL, 'disagree', said, number, name
FROM asked
WHERE group_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM small_group WHERE number_key = asked.number_key)
  AND EXISTS (SELECT 1 FROM small_group WHERE name_key = asked.name_key)
  AND NOT EXISTS (SELECT 1 FROM small_group WHERE number_key = asked.number_key AND name_key = asked.name_key);
