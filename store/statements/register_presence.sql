-- Who was present at an accepted list's meetings belongs to the group, from the first of them on.
INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT t.group_id, t.person, 'member', t.first
FROM (SELECT s.group_id, a.person, min(m.date) AS first
      FROM submission s
      JOIN form_present a ON a.submission = s.id
      JOIN submission_meeting m ON m.submission = s.id AND m.position = a.meeting
      WHERE s.id = :submission AND s.group_id IS NOT NULL AND a.person IS NOT NULL AND m.date IS NOT NULL
      GROUP BY s.group_id, a.person) t
WHERE NOT EXISTS (SELECT 1 FROM membership b
                  WHERE b.group_id = t.group_id AND b.person = t.person AND b.role = 'member'
                    AND (b.until_on IS NULL OR b.until_on > t.first));
