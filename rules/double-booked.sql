-- id: double-booked
-- severity: flag
-- forms: presence
-- groups: all
-- valid: ..
-- source: –
-- nb: {name} er ført opp på møtet {date}, men er også registrert i gruppa {number} på samme tid. En saksbehandler ser på det.
-- nn: {name} er ført opp på møtet {date}, men er òg registrert i gruppa {number} på same tid. Ein saksbehandlar ser på det.
SELECT DISTINCT m.position AS meeting, p.participant, coalesce(p.name, 'HPR ' || p.hpr) AS name,
       norwegian_date(m.date) AS date, g.number, 'meeting ' || m.date AS about
FROM submission s
JOIN submission_meeting m ON m.submission = s.id
JOIN form_present p ON p.submission = s.id AND p.meeting = m.position
JOIN form_day f ON f.submission = m.submission AND f.meeting = m.position
JOIN attended a ON a.person = p.person AND a.day = f.day AND a.group_id <> s.group_id
JOIN form_present there ON there.submission = a.submission AND there.person = a.person
JOIN submission_meeting t ON t.submission = there.submission AND t.position = there.meeting AND t.date = m.date
JOIN small_group g ON g.id = a.group_id
WHERE s.id = :submission
  AND m.start < t.end AND t.start < m.end
ORDER BY m.position, p.participant;
