-- id: group-exists
-- severity: flag
-- forms: start
-- groups: smagruppe
-- valid: ..
-- source: –
-- nb: Gruppa {number} {name} er registrert fra før, med samme navn og kommune. En saksbehandler ser på om dette er samme gruppe.
-- nn: Gruppa {number} {name} er registrert frå før, med same namn og kommune. Ein saksbehandlar ser på om dette er same gruppe.
-- nb participants: Gruppa {number} {name} er registrert fra før, med alle de samme deltakerne. En saksbehandler ser på om dette
--   er samme gruppe.
-- nn participants: Gruppa {number} {name} er registrert frå før, med alle dei same deltakarane. Ein saksbehandlar ser på om
--   dette er same gruppe.
SELECT 'group' AS about, g.number, g.name,
       CASE WHEN g.name_key = s.name_key THEN '' ELSE 'participants' END AS sentence
FROM submission s
JOIN small_group g ON g.active AND g.start_form IS NOT s.id
WHERE s.id = :submission
  AND ((g.name_key = s.name_key
        AND (g.municipality IS NULL
             OR replace(fold(g.municipality), ' kommune', '') IS replace(fold(s.municipality), ' kommune', '')))
       OR (EXISTS (SELECT 1 FROM submission_participant WHERE submission = s.id)
           AND NOT EXISTS (SELECT 1 FROM submission_participant p
                           WHERE p.submission = s.id
                             AND NOT EXISTS (SELECT 1 FROM membership
                                             WHERE person = p.person AND group_id = g.id AND until_on IS NULL))
           AND (SELECT count(DISTINCT person) FROM membership WHERE group_id = g.id AND until_on IS NULL)
               = (SELECT count(DISTINCT person) FROM submission_participant WHERE submission = s.id)))
ORDER BY g.id;
