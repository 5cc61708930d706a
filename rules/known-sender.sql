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
                             -- The day on which it came: a sender may write any date into a mail. Whoever has left may still
                             -- hand in the meetings from before, and none after.
                             AND (b.until_on IS NULL
                                  OR b.until_on > substr(m.received_at, 1, 10)
                                  OR (s.form = 'presence'
                                      AND b.until_on > (SELECT max(date) FROM submission_meeting WHERE submission = s.id))))
           -- The start form's own sender, and the addresses on it, speak for its group: an officer's and the sender's until
           -- another has taken over, a participant's until the participant has left.
           AND NOT EXISTS (SELECT 1
                           FROM small_group g
                           JOIN submission first ON first.id = g.start_form
                           JOIN message opening ON opening.id = first.message
                           WHERE g.id = s.group_id
                             AND ((opening.sender = m.sender
                                   AND NOT EXISTS (SELECT 1 FROM group_change
                                                   WHERE group_id = g.id AND change = 'secretary'
                                                     AND date <= substr(m.received_at, 1, 10)))
                                  OR EXISTS (SELECT 1 FROM submission_participant
                                             WHERE submission = first.id AND email = m.sender)
                                  OR EXISTS (SELECT 1 FROM submission_officer o
                                             WHERE o.submission = first.id AND o.email = m.sender
                                               AND NOT EXISTS (SELECT 1 FROM group_change
                                                               WHERE group_id = g.id AND change = o.role
                                                                 AND date <= substr(m.received_at, 1, 10))))
                             AND NOT EXISTS (SELECT 1
                                             FROM (SELECT id AS person FROM person WHERE email = m.sender
                                                   UNION SELECT person FROM submission_participant
                                                   WHERE submission = first.id AND email = m.sender
                                                   UNION SELECT person FROM submission_officer
                                                   WHERE submission = first.id AND email = m.sender) known
                                             JOIN group_change c ON c.group_id = g.id AND c.person = known.person
                                                  AND c.change = 'left' AND c.date <= substr(m.received_at, 1, 10)
                                             WHERE NOT EXISTS (SELECT 1 FROM membership b
                                                               WHERE b.person = known.person AND b.group_id = g.id
                                                                 AND (b.until_on IS NULL
                                                                      OR b.until_on > substr(m.received_at, 1, 10)))))));
