-- The changes of an accepted update form: memberships from their dates on, and an address beside a name where there is none.
INSERT INTO membership_anew (group_id, person)
SELECT group_id, NULL FROM submission WHERE id = :submission AND group_id IS NOT NULL;

INSERT OR IGNORE INTO address_beside_name (submission, person, email)
SELECT c.submission, c.person, max(c.email)
FROM submission_change c
JOIN person p ON p.id = c.person
WHERE c.submission = :submission AND c.change <> 'email' AND c.email IS NOT NULL AND p.email IS NULL
  AND NOT EXISTS (SELECT 1 FROM membership b
                  WHERE b.person = c.person AND b.group_id <> (SELECT group_id FROM submission WHERE id = :submission))
GROUP BY c.person
HAVING count(DISTINCT c.email) = 1;
