-- id: three-all-gps
-- severity: return
-- forms: start
-- groups: smagruppe
-- valid: ..
-- parameter size = 3: size of a group in which everybody must be a general practitioner
-- source: 000, 002
-- nb: I en gruppe med bare {size} deltakere må alle være allmennpraktikere, men {name} er oppført med spesialiteten
--   {specialty}. Ta inn flere allmennpraktikere, eller rett opplysningen hvis den er feil, og send skjemaet på nytt.
-- nn: I ei gruppe med berre {size} deltakarar må alle vere allmennpraktikarar, men {name} er oppført med spesialiteten
--   {specialty}. Ta inn fleire allmennpraktikarar, eller rett opplysninga dersom ho er feil, og send skjemaet på nytt.
SELECT p.position AS participant, coalesce(p.name, 'nr. ' || (p.position + 1) || ' i lista') AS name, p.specialty
FROM form_participant p
WHERE p.submission = :submission
  AND NOT p.is_gp
  AND (SELECT count(DISTINCT who) FROM form_participant WHERE submission = :submission) = :size;
