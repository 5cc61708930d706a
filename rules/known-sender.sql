-- id: known-sender
-- severity: flag
-- forms: start, presence, program, update
-- groups: all
-- valid: ..
-- source: –
-- nb: Adressen {sender} er ikke registrert på sekretæren, lederen eller en deltaker i gruppa. En saksbehandler ser på det.
-- nn: Adressa {sender} er ikkje registrert på sekretæren, leiaren eller ein deltakar i gruppa. Ein saksbehandlar ser på det.
-- nb forged: Mottakstjeneren sier at avsenderadressen {sender} er forfalsket.
-- nn forged: Mottakstenaren seier at avsendaradressa {sender} er forfalska.
SELECT 'form' AS about, coalesce(m.sender, 'i denne e-posten') AS sender,
       CASE WHEN m.forged THEN 'forged' ELSE '' END AS sentence
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission
  AND (m.forged
       OR (s.form <> 'start' AND s.group_id IS NOT NULL
           AND NOT EXISTS (SELECT 1
                           FROM person p
                           JOIN membership b ON b.person = p.id
                           WHERE p.email = m.sender AND b.group_id = s.group_id
                             -- Whoever has left may still hand in what was before.
                             AND (b.until_on IS NULL
                                  OR b.until_on > substr(m.sent_at, 1, 10)
                                  OR b.until_on > (SELECT min(date) FROM submission_meeting WHERE submission = s.id)))
           -- The start form's own sender, and the addresses on it, speak for its group.
           AND NOT EXISTS (SELECT 1
                           FROM small_group g
                           JOIN submission first ON first.id = g.start_form
                           JOIN message opening ON opening.id = first.message
                           WHERE g.id = s.group_id
                             AND (opening.sender = m.sender
                                  OR EXISTS (SELECT 1 FROM submission_participant
                                             WHERE submission = first.id AND email = m.sender)
                                  OR EXISTS (SELECT 1 FROM submission_officer
                                             WHERE submission = first.id AND email = m.sender)))));
