-- id: gv-evaluation
-- severity: advise
-- forms: presence
-- groups: gruppeveiledning
-- valid: ..
-- source: 003
-- nb: Vi finner ingen evaluering. Deltakerne bør evaluere gruppeveiledningen når samlingen er over.
-- nn: Vi finn inga evaluering. Deltakarane bør evaluere grupperettleiinga når samlinga er over.
SELECT 'form' AS about
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission
  AND words(coalesce(m.reading ->> '$.text', '')) NOT LIKE '% evaluer%'
  AND NOT EXISTS (SELECT 1 FROM submission_meeting WHERE submission = s.id AND words(topic) LIKE '%evaluer%');
