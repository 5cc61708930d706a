-- id: gv-max-size
-- severity: flag, advise
-- forms: start, presence
-- groups: gruppeveiledning
-- valid: ..
-- parameter maximum = 12: most participants
-- parameter ideal = 8: ideal number of participants
-- source: 003
-- nb: Gruppa har {count} deltakere. Gruppeveiledning kan ha høyst {maximum}, så en saksbehandler ser på det.
-- nn: Gruppa har {count} deltakarar. Grupperettleiing kan ha høgst {maximum}, så ein saksbehandlar ser på det.
-- nb large: Gruppa har {count} deltakere. Det er tillatt, men {ideal} er ideelt i gruppeveiledning.
-- nn large: Gruppa har {count} deltakarar. Det er tillate, men {ideal} er ideelt i grupperettleiing.
SELECT 'group' AS about, count(DISTINCT who) AS count,
       CASE WHEN count(DISTINCT who) > :maximum THEN 'flag' ELSE 'advise' END AS severity,
       CASE WHEN count(DISTINCT who) > :maximum THEN '' ELSE 'large' END AS sentence
FROM form_participant p
WHERE p.submission = :submission
  -- The supervisor is none of the participants.
  AND NOT EXISTS (SELECT 1 FROM submission_officer o
                  WHERE o.submission = p.submission AND o.role = 'leader' AND fold(o.name) = p.name_key)
  AND NOT EXISTS (SELECT 1
                  FROM submission s
                  JOIN submission_meeting t ON t.submission = s.id
                  JOIN membership b ON b.group_id = s.group_id
                  WHERE s.id = p.submission AND b.person = p.person AND b.role = 'leader'
                    AND b.from_on <= t.date AND (b.until_on IS NULL OR b.until_on > t.date))
HAVING count(DISTINCT who) > :ideal;
