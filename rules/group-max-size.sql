-- id: group-max-size
-- severity: advise
-- forms: start
-- groups: smagruppe
-- valid: ..
-- parameter maximum = 12: most participants, as a recommendation
-- source: 000, 002
-- nb: Gruppa har {count} deltakere. Det er tillatt, men vi anbefaler ikke flere enn {maximum}, for større grupper gir ofte
--   dårligere læring.
-- nn: Gruppa har {count} deltakarar. Det er tillate, men vi rår ikkje til fleire enn {maximum}, for større grupper gir ofte
--   dårlegare læring.
SELECT 'group' AS about, count(DISTINCT who) AS count
FROM form_participant
WHERE submission = :submission
HAVING count(DISTINCT who) > :maximum;
