-- id: topic-documented
-- severity: return
-- forms: presence
-- groups: all
-- asks: topic
-- valid: ..
-- source: 000
-- nb: {which} mangler faglig tema. Skriv hva dere tok opp.
-- nn: {which} manglar fagleg tema. Skriv kva de tok opp.
SELECT position AS meeting, coalesce('Møtet ' || norwegian_date(date), 'Møte nr. ' || (position + 1) || ' i lista') AS which
FROM submission_meeting
WHERE submission = :submission
  AND trim(coalesce(words(topic), '')) = ''
ORDER BY position;
