-- Who belongs to which group in which role and since when, by date: whatever the order in which forms and imports came.

-- The changes of accepted update forms, from their dates on; where they have none, from the mail's.
CREATE VIEW group_change AS
SELECT s.group_id, c.person, c.change, coalesce(c.date, substr(m.sent_at, 1, 10)) AS date, c.email, s.id AS submission,
       s.stands_at || printf(' %04d', c.position) AS stands_at
FROM submission s
JOIN message m ON m.id = s.message
JOIN submission_change c ON c.submission = s.id
WHERE s.form = 'update' AND s.decision IN ('accept', 'partial') AND c.person IS NOT NULL;

-- What makes somebody a member, secretary or leader from a day on: the import, the start form, an update form, and for members a
-- meeting. A leader without a secretary is the secretary. A new secretary or leader is a member, too.
CREATE VIEW membership_begin AS
SELECT group_id, person, role, from_on, '' AS stands_at FROM imported_membership
UNION ALL
SELECT s.group_id, p.person, 'member', g.started_on, ''
FROM submission s
JOIN small_group g ON g.start_form = s.id AND g.id = s.group_id
JOIN submission_participant p ON p.submission = s.id
WHERE s.decision IN ('accept', 'partial') AND p.person IS NOT NULL
UNION ALL
SELECT s.group_id, o.person, o.role, g.started_on, ''
FROM submission s
JOIN small_group g ON g.start_form = s.id AND g.id = s.group_id
JOIN submission_officer o ON o.submission = s.id
WHERE s.decision IN ('accept', 'partial') AND o.person IS NOT NULL
UNION ALL
SELECT s.group_id, o.person, 'secretary', g.started_on, ''
FROM submission s
JOIN small_group g ON g.start_form = s.id AND g.id = s.group_id
JOIN submission_officer o ON o.submission = s.id AND o.role = 'leader'
WHERE s.decision IN ('accept', 'partial') AND o.person IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM submission_officer
                  WHERE submission = s.id AND role = 'secretary' AND person IS NOT NULL)
UNION ALL
SELECT group_id, person, 'member', date, stands_at FROM group_change WHERE change IN ('joined', 'secretary', 'leader')
UNION ALL
SELECT group_id, person, change, date, stands_at FROM group_change WHERE change IN ('secretary', 'leader')
UNION ALL
SELECT group_id, person, 'member', date, '' FROM attended;

-- Whoever leaves, leaves every role; a new secretary or leader takes over from the one before; of two on the same day the later
-- form's. Whoever is there again after that belongs again.
CREATE VIEW membership_span AS
SELECT b.group_id, b.person, b.role, b.from_on,
       (SELECT min(c.date) FROM group_change c
        WHERE c.group_id = b.group_id AND c.date > b.from_on
          AND ((c.change = 'left' AND c.person = b.person) OR (c.change = b.role AND c.person <> b.person))) AS until_on
FROM membership_begin b
WHERE NOT EXISTS (SELECT 1 FROM group_change c
                  WHERE c.group_id = b.group_id AND c.date = b.from_on AND c.change = b.role AND c.person <> b.person
                    AND c.stands_at > b.stands_at);

CREATE VIEW membership_from_forms AS
SELECT group_id, person, role, min(from_on) AS from_on, until_on
FROM membership_span
GROUP BY group_id, person, role, until_on;

-- An insertion here writes the memberships of a group anew, or one person's in it. A condition reaches the tables' indexes
-- through membership_span, not through a view with groups.
CREATE VIEW membership_anew AS
SELECT 0 AS group_id, 0 AS person WHERE 0;

CREATE TRIGGER membership_anew_of_group INSTEAD OF INSERT ON membership_anew WHEN new.person IS NULL
BEGIN
    DELETE FROM membership WHERE group_id = new.group_id;
    INSERT INTO membership (group_id, person, role, from_on, until_on)
    SELECT group_id, person, role, min(from_on), until_on FROM membership_span
    WHERE group_id = new.group_id
    GROUP BY person, role, until_on;
END;

CREATE TRIGGER membership_anew_of_person INSTEAD OF INSERT ON membership_anew WHEN new.person IS NOT NULL
BEGIN
    DELETE FROM membership WHERE group_id = new.group_id AND person = new.person;
    INSERT INTO membership (group_id, person, role, from_on, until_on)
    SELECT group_id, person, role, min(from_on), until_on FROM membership_span
    WHERE group_id = new.group_id AND person = new.person
    GROUP BY role, until_on;
END;

-- The address in force of a person: of those that the import or an accepted change of address gave, the latest until today;
-- else the first that stood beside the name on an accepted form.
CREATE VIEW address_in_force AS
SELECT p.id AS person,
       coalesce((SELECT email
                 FROM (SELECT p.imported_email AS email, p.imported_email_on AS date, '' AS stands_at
                       UNION ALL
                       SELECT c.email, c.date, c.stands_at FROM group_change c
                       WHERE c.person = p.id AND c.change = 'email' AND c.date <= (SELECT looked_on FROM address_day))
                 WHERE email IS NOT NULL
                 ORDER BY date DESC, stands_at DESC LIMIT 1),
                (SELECT a.email FROM address_beside_name a JOIN submission s ON s.id = a.submission
                 WHERE a.person = p.id AND s.decision IN ('accept', 'partial')
                 ORDER BY s.stands_at LIMIT 1)) AS email
FROM person p;
