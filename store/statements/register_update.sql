-- The changes of an accepted update form, from their dates on (where they have none, from the mail's).
INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT s.group_id, c.person, 'member', coalesce(c.date, substr(m.sent_at, 1, 10))
FROM submission s
JOIN message m ON m.id = s.message
JOIN submission_change c ON c.submission = s.id
WHERE s.id = :submission AND s.group_id IS NOT NULL AND c.person IS NOT NULL AND c.change IN ('joined', 'secretary', 'leader')
  AND NOT EXISTS (SELECT 1 FROM membership b
                  WHERE b.group_id = s.group_id AND b.person = c.person AND b.role = 'member'
                    AND (b.until_on IS NULL OR b.until_on > coalesce(c.date, substr(m.sent_at, 1, 10))));

-- Whoever leaves, leaves every role; a new secretary or leader takes over from the one before.
UPDATE membership
SET until_on = max(from_on, (SELECT coalesce(c.date, substr(m.sent_at, 1, 10))
                             FROM submission s
                             JOIN message m ON m.id = s.message
                             JOIN submission_change c ON c.submission = s.id
                             WHERE s.id = :submission
                               AND ((c.change = 'left' AND c.person = membership.person)
                                    OR (c.change = membership.role AND c.person <> membership.person))
                             ORDER BY 1 LIMIT 1))
WHERE until_on IS NULL
  AND group_id = (SELECT group_id FROM submission WHERE id = :submission)
  AND EXISTS (SELECT 1
              FROM submission s
              JOIN message m ON m.id = s.message
              JOIN submission_change c ON c.submission = s.id
              WHERE s.id = :submission
                AND ((c.change = 'left' AND c.person = membership.person)
                     OR (c.change = membership.role AND c.person <> membership.person))
                AND membership.from_on <= coalesce(c.date, substr(m.sent_at, 1, 10)));

INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT s.group_id, c.person, c.change, coalesce(c.date, substr(m.sent_at, 1, 10))
FROM submission s
JOIN message m ON m.id = s.message
JOIN submission_change c ON c.submission = s.id
WHERE s.id = :submission AND s.group_id IS NOT NULL AND c.person IS NOT NULL AND c.change IN ('secretary', 'leader')
  AND NOT EXISTS (SELECT 1 FROM membership b
                  WHERE b.group_id = s.group_id AND b.person = c.person AND b.role = c.change AND b.until_on IS NULL);

-- A changed address replaces the old one; an address that stands beside a name is taken where there is none.
UPDATE person
SET email = (SELECT c.email FROM submission_change c
             WHERE c.submission = :submission AND c.person = person.id AND c.change = 'email' AND c.email IS NOT NULL
             ORDER BY c.position DESC LIMIT 1)
WHERE id IN (SELECT person FROM submission_change
             WHERE submission = :submission AND change = 'email' AND email IS NOT NULL);

UPDATE person
SET email = (SELECT c.email FROM submission_change c
             WHERE c.submission = :submission AND c.person = person.id AND c.email IS NOT NULL
             ORDER BY c.position DESC LIMIT 1)
WHERE id IN (SELECT person FROM submission_change WHERE submission = :submission AND email IS NOT NULL)
  AND email IS NULL
  AND NOT EXISTS (SELECT 1 FROM membership
                  WHERE membership.person = person.id
                    AND group_id <> (SELECT group_id FROM submission WHERE id = :submission));
