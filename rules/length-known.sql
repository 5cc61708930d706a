-- id: length-known
-- severity: return
-- forms: presence
-- groups: all
-- asks: time
-- valid: ..
-- source: –
-- nb: {which} mangler lengde. Skriv når det begynte og sluttet.
-- nn: {which} manglar lengd. Skriv når det byrja og slutta.
SELECT position AS meeting, coalesce('Møtet ' || norwegian_date(date), 'Møte nr. ' || (position + 1) || ' i lista') AS which
FROM submission_meeting
WHERE submission = :submission AND minutes IS NULL AND hours IS NULL
ORDER BY position;
