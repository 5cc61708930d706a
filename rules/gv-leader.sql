-- id: gv-leader
-- severity: return
-- forms: start, presence
-- groups: gruppeveiledning
-- asks: leader
-- valid: ..
-- source: 003
-- nb: Gruppeveileder er ikke oppgitt. Gruppeveiledning ledes av en navngitt gruppeveileder. Skriv hvem det er, og send skjemaet på nytt.
-- nn: Grupperettleiar er ikkje oppgitt. Grupperettleiing blir leidd av ein namngitt grupperettleiar. Skriv kven det er, og send
--   skjemaet på nytt.
SELECT 'group' AS about
FROM submission s
WHERE s.id = :submission
  AND (s.form = 'start' OR s.group_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM submission_officer
                  WHERE submission = s.id AND role = 'leader' AND name IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM membership
                  WHERE group_id = s.group_id AND role = 'leader' AND s.form <> 'start' AND until_on IS NULL);
