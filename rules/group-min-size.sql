-- id: group-min-size
-- severity: return
-- forms: start
-- groups: smagruppe
-- valid: ..
-- parameter minimum = 3: fewest participants
-- source: 000, 002
-- nb: Antall deltakere er {count}, men en smågruppe må ha minst {minimum}. Meld fra om gruppa på nytt når dere er mange nok,
--   eller send skjemaet med alle navnene hvis noen er glemt.
-- nn: Talet på deltakarar er {count}, men ei smågruppe må ha minst {minimum}. Meld frå om gruppa på nytt når de er mange nok,
--   eller send skjemaet med alle namna dersom nokon er gløymde.
SELECT 'group' AS about, count(DISTINCT who) AS count
FROM form_participant
WHERE submission = :submission
HAVING count(DISTINCT who) BETWEEN 1 AND :minimum - 1;
