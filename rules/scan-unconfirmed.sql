-- id: scan-unconfirmed
-- severity: confirm
-- forms: start, presence, program, update
-- groups: all
-- asks: scan
-- valid: ..
-- source: –
-- nb: Skjemaet er lest fra et skannet dokument eller et bilde. Se over det vi har lest, og svar «ja» på denne e-posten hvis alt stemmer.
-- nn: Skjemaet er lese frå eit skanna dokument eller eit bilete. Sjå over det vi har lese, og svar «ja» på denne e-posten dersom alt stemmer.
SELECT 'form' AS about
FROM submission s
WHERE s.id = :submission
  AND s.format = 'scan'
  AND NOT EXISTS (SELECT 1 FROM scan_confirmation WHERE submission = s.id);
