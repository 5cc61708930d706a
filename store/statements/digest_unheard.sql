-- Silent groups of which the office has not been told yet: nobody has an address, or a reminder has brought neither a
-- form nor a word of the one who was reminded for :days days. {group_id, heard_on, reminded_on, group_number, group_name, name, email}
SELECT r.group_id, r.heard_on, r.reminded_on, g.number AS group_number, g.name AS group_name, p.name, p.email
FROM reminder r
JOIN small_group g ON g.id = r.group_id
LEFT JOIN person p ON p.id = r.person
WHERE r.told_on IS NULL
  AND g.active
  AND (r.person IS NULL OR r.reminded_on <= date(:today, '-' || :days || ' days'))
  AND (SELECT heard_on FROM group_heard WHERE group_id = r.group_id) = r.heard_on
  AND NOT EXISTS (SELECT 1 FROM message m
                  WHERE m.sender = p.email AND m.received_at > r.reminded_on AND NOT m.automatic)
ORDER BY r.heard_on, r.group_id;
