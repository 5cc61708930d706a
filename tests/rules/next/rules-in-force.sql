-- id: rules-in-force
-- severity: flag
-- forms: start, presence
-- groups: smagruppe
-- valid: ..
-- parameter last_day = 2031-12-31: last day of the new arrangement
-- source: 001
-- nb: Møtet {date} er etter {last}, da ordningen går ut. Hva som gjelder etter det, er ikke avgjort, så en saksbehandler ser på det.
-- nn: Møtet {date} er etter {last}, då ordninga går ut. Kva som gjeld etter det, er ikkje avgjort, så ein saksbehandlar ser på det.
-- nb start: Gruppa starter {date}, etter at ordningen går ut {last}. Hva som gjelder etter det, er ikke avgjort, så en saksbehandler
--   ser på det.
-- nn start: Gruppa startar {date}, etter at ordninga går ut {last}. Kva som gjeld etter det, er ikkje avgjort, så ein saksbehandlar
--   ser på det.
SELECT position AS meeting, NULL AS about, norwegian_date(date) AS date, norwegian_date(:last_day) AS last, '' AS sentence
FROM submission_meeting
WHERE submission = :submission AND date > :last_day
UNION ALL
SELECT NULL, 'form', norwegian_date(start_date), norwegian_date(:last_day), 'start'
FROM submission
WHERE id = :submission AND form = 'start' AND start_date > :last_day
ORDER BY 1;
