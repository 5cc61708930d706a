-- A form of a registered group with what the register knows on :today: the group, and on a presence list, which is for the
-- meetings to come, those who take part in it or will, in the order of their names.
SELECT json_object(
           'form', :form,
           'group', json_object('number', g.number, 'name', g.name, 'municipality', g.municipality, 'kind', g.kind),
           'participants', CASE WHEN :form = 'presence' THEN
               (SELECT json_group_array(json_object('name', name, 'hpr', hpr))
                FROM (SELECT DISTINCT p.id, p.name, p.hpr FROM membership b JOIN person p ON p.id = b.person
                      WHERE b.group_id = g.id AND (b.until_on IS NULL OR b.until_on > :today)
                        AND (b.role = 'member' OR p.hpr IS NOT NULL)
                      ORDER BY p.name_key)) END) AS "form:json"
FROM small_group g
WHERE g.id = :group;
