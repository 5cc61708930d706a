-- The persons whose account a message may have changed and who have an address: all who have ever stood on an accepted list
-- of the groups that the message is about, or were told of a meeting there.
SELECT p.id, p.name, p.email
FROM person p
WHERE p.email IS NOT NULL
  AND p.id IN (SELECT t.person
               FROM submission mine
               JOIN submission s ON s.group_id = mine.group_id AND s.decision IN ('accept', 'partial')
               JOIN submission_participant t ON t.submission = s.id
               WHERE mine.message = :message AND mine.group_id IS NOT NULL AND t.person IS NOT NULL
               UNION
               SELECT t.person
               FROM submission mine
               JOIN told t ON t.group_id = mine.group_id
               WHERE mine.message = :message)
ORDER BY p.id;
