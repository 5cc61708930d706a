-- The register on :today: {number, name, municipality, kind, members, last_meeting}
SELECT g.number, g.name, g.municipality, g.kind,
       (SELECT count(DISTINCT m.person) FROM membership m
        WHERE m.group_id = g.id AND m.role = 'member'
          AND m.from_on <= :today AND (m.until_on IS NULL OR m.until_on > :today)) AS members,
       (SELECT max(t.date) FROM submission s JOIN submission_meeting t ON t.submission = s.id
        WHERE s.group_id = g.id AND s.decision IN ('accept', 'partial') AND s.form = 'presence') AS last_meeting
FROM small_group g
WHERE g.active
ORDER BY g.number_key + 0, g.number;
