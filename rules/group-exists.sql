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
-- Who belongs to a group is asked for the day on which the form's group starts, or the mail's where that is later.
FROM (SELECT s.*, max(coalesce(s.start_date, ''), substr(m.sent_at, 1, 10)) AS day
      FROM submission s JOIN message m ON m.id = s.message WHERE s.id = :submission) s
JOIN small_group g ON g.active AND g.start_form IS NOT s.id
WHERE ((g.name_key = s.name_key
        AND (g.municipality IS NULL
             OR replace(fold(g.municipality), ' kommune', '') IS replace(fold(s.municipality), ' kommune', '')))
       OR (EXISTS (SELECT 1 FROM submission_participant WHERE submission = s.id)
           AND NOT EXISTS (SELECT 1 FROM submission_participant p
                           WHERE p.submission = s.id
                             AND NOT EXISTS (SELECT 1 FROM membership
                                             WHERE person = p.person AND group_id = g.id
                                               AND from_on <= s.day AND (until_on IS NULL OR until_on > s.day)))
           AND (SELECT count(DISTINCT person) FROM membership
                WHERE group_id = g.id AND from_on <= s.day AND (until_on IS NULL OR until_on > s.day))
               = (SELECT count(DISTINCT person) FROM submission_participant WHERE submission = s.id)))
ORDER BY g.id;
