-- id: known-participant
-- severity: disallow
-- forms: start, presence, update
-- groups: all
-- asks: hpr, name
-- valid: ..
-- source: 000
-- nb: Vi kan ikke si sikkert hvem {name} er: HPR-nummeret mangler, og navnet er ikke registrert på én bestemt deltaker i gruppa.
--   Timene venter til dere svarer med HPR-nummeret.
-- nn: Vi kan ikkje seie sikkert kven {name} er: HPR-nummeret manglar, og namnet er ikkje registrert på éin bestemt deltakar i
--   gruppa. Timane ventar til de svarar med HPR-nummeret.
-- nb nameless: Vi har ikke noe navn til HPR-nummeret {hpr}. Timene venter til dere svarer med navnet.
-- nn nameless: Vi har ikkje noko namn til HPR-nummeret {hpr}. Timane ventar til de svarar med namnet.
-- nb conflict: HPR-nummeret {hpr} og navnet {name} passer ikke sammen i vårt register. Timene venter til dere svarer med rett
--   nummer.
-- nn conflict: HPR-nummeret {hpr} og namnet {name} passar ikkje saman i registeret vårt. Timane ventar til de svarar med rett
--   nummer.
-- nb change: Vi kan ikke si sikkert hvem {name} er, så endringen er ikke gjort. Svar med HPR-nummeret.
-- nn change: Vi kan ikkje seie sikkert kven {name} er, så endringa er ikkje gjord. Svar med HPR-nummeret.
-- nb stranger: {name} (HPR {hpr}) er ikke registrert hos oss, så endringen er ikke gjort. Svar med rett nummer.
-- nn stranger: {name} (HPR {hpr}) er ikkje registrert hos oss, så endringa er ikkje gjord. Svar med rett nummer.
-- nb mismatch: HPR-nummeret {hpr} og navnet {name} passer ikke sammen i vårt register, så endringen er ikke gjort. Svar med rett
--   nummer.
-- nn mismatch: HPR-nummeret {hpr} og namnet {name} passar ikkje saman i registeret vårt, så endringa er ikkje gjord. Svar med rett
--   nummer.
SELECT p.position AS participant, 'participant ' || coalesce(p.name, 'HPR ' || p.hpr, 'nr. ' || (p.position + 1)) AS about,
       coalesce(p.name, 'nr. ' || (p.position + 1) || ' i lista') AS name, p.hpr, NULL AS change,
       CASE WHEN p.name IS NULL AND p.hpr IS NOT NULL THEN 'name' ELSE 'hpr' END AS asks,
       CASE WHEN p.hpr IS NULL THEN '' WHEN p.name IS NULL THEN 'nameless' ELSE 'conflict' END AS sentence
FROM submission_participant p
JOIN submission s ON s.id = p.submission
WHERE p.submission = :submission
  AND p.person IS NULL
  -- On a start form a name is enough; a number that is somebody else's is not.
  AND CASE s.form WHEN 'start' THEN p.hpr IS NOT NULL
                  ELSE s.group_id IS NOT NULL
                       AND EXISTS (SELECT 1 FROM submission_present
                                   WHERE submission = p.submission AND participant = p.position) END
  -- A name with a new number is a new person, who joins when the form is accepted.
  AND NOT EXISTS (SELECT 1 FROM new_participant n WHERE n.submission = p.submission AND n.position = p.position)
UNION ALL
SELECT NULL, 'participant ' || coalesce(c.name, 'HPR ' || c.hpr, 'endring nr. ' || (c.position + 1)),
       coalesce(c.name, 'personen i endring nr. ' || (c.position + 1)), c.hpr, c.position, 'hpr',
       CASE WHEN c.hpr IS NULL THEN 'change'
            WHEN EXISTS (SELECT 1 FROM person WHERE hpr = c.hpr) THEN 'mismatch'
            ELSE 'stranger' END
FROM submission_change c
JOIN submission s ON s.id = c.submission
WHERE c.submission = :submission
  AND c.person IS NULL
  AND s.group_id IS NOT NULL
  -- Whoever was never here need not leave.
  AND NOT (c.change = 'left' AND c.hpr IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = c.hpr))
  AND NOT EXISTS (SELECT 1 FROM new_change n WHERE n.submission = c.submission AND n.position = c.position)
ORDER BY 1;
