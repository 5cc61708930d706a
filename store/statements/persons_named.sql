-- Doctors whose name holds the words of :name in this order, or their beginnings: {id, hpr, name, groups}
SELECT p.id, p.hpr, p.name,
       (SELECT group_concat(number, ', ')
        FROM (SELECT DISTINCT g.number FROM membership m JOIN small_group g ON g.id = m.group_id
              WHERE m.person = p.id ORDER BY g.number)) AS groups
FROM person p
WHERE trim(words(:name)) <> '' AND words(p.name) LIKE '% ' || replace(trim(words(:name)), ' ', '% ') || '%'
ORDER BY p.name, p.id;
