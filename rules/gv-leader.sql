-- id: gv-leader
-- severity: return
-- forms: start, presence
-- groups: gruppeveiledning
-- asks: leader
-- valid: ..
-- source: 003
-- nb: Gruppeveileder er ikke oppgitt. Gruppeveiledning ledes av en navngitt gruppeveileder. Skriv hvem det er.
-- nn: Grupperettleiar er ikkje oppgitt. Grupperettleiing blir leidd av ein namngitt grupperettleiar. Skriv kven det er.
SELECT 'group' AS about
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission
  AND NOT EXISTS (SELECT 1 FROM submission_officer
                  WHERE submission = s.id AND role = 'leader' AND name IS NOT NULL)
  -- The register's supervisor is enough for a list whose every meeting falls in his or her time.
  AND (s.form = 'start'
       OR EXISTS (SELECT 1
                  FROM (SELECT coalesce(date, substr(m.sent_at, 1, 10)) AS day FROM submission_meeting WHERE submission = s.id)
                  WHERE s.group_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM membership
                                    WHERE group_id = s.group_id AND role = 'leader'
                                      AND from_on <= day AND (until_on IS NULL OR until_on > day))));
