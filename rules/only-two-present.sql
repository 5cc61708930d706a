-- id: only-two-present
-- severity: advise
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter count = 2: how few people present are allowed by way of exception
-- source: 002
-- nb: Møtet {date} hadde bare {count} til stede. Det godtas unntaksvis, men ikke på mange møter på rad med de samme.
-- nn: Møtet {date} hadde berre {count} til stades. Det blir godteke unntaksvis, men ikkje på mange møte på rad med dei same.
SELECT m.position AS meeting, norwegian_date(m.date) AS date
FROM submission_meeting m
WHERE m.submission = :submission
  AND m.date BETWEEN :valid_from AND :valid_to
  AND (SELECT count(DISTINCT who) FROM form_present WHERE submission = m.submission AND meeting = m.position) = :count
ORDER BY m.position;
