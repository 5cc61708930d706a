-- One group by number: its register entry, who belongs to it on :today or will (with a word where mail to
-- the address comes back), its meetings in force, and the forms that came in about it.
SELECT g.number, g.name, g.municipality, g.kind, g.started_on, g.plan, g.active,
       (SELECT json_group_array(json_object('role', role, 'name', name, 'hpr', hpr, 'email', email || iif(bounced, '  (mail comes back)', ''), 'from', nullif(from_on, '0001-01-01'),
                                            'until', until_on))
        FROM (SELECT m.role, p.name, p.hpr, p.email, m.from_on, m.until_on,
                     EXISTS (SELECT 1 FROM bounced_address b WHERE b.address = lower(p.email)) AS bounced
              FROM membership m JOIN person p ON p.id = m.person
              WHERE m.group_id = g.id AND (m.until_on IS NULL OR m.until_on > :today)
              ORDER BY m.role = 'member', m.role DESC, p.name)) AS "members:json",
       (SELECT json_group_array(json_object('date', date, 'hours', hours, 'topic', topic, 'present', present))
        FROM (SELECT f.date, f.hours, f.topic,
                     (SELECT count(*) FROM submission_present a
                      WHERE a.submission = f.submission AND a.meeting = f.meeting) AS present
              FROM meeting_in_force f WHERE f.group_id = g.id ORDER BY f.date)) AS "meetings:json",
       (SELECT json_group_array(json_object('number', id, 'form', form, 'since', received_at, 'decision', decision, 'by', decided_by))
        FROM (SELECT s.id, s.form, m.received_at, s.decision, s.decided_by
              FROM submission s JOIN message m ON m.id = s.message
              WHERE s.group_id = g.id ORDER BY m.received_at, s.id)) AS "forms:json"
FROM small_group g
WHERE g.number_key = number_key(:number) OR g.number = :number;
