-- Registers the group of an accepted start form with its members, once. A number on the form is used where it is free.
INSERT INTO small_group (number, number_key, name, name_key, municipality, kind, started_on, plan, start_form)
SELECT printf('SG-%04d', n), CAST(n AS TEXT), name, name_key, municipality, kind, started_on, plan, id
FROM (SELECT s.id, s.group_name AS name, s.name_key, s.municipality, s.kind, s.plan,
             coalesce(s.start_date, substr(m.sent_at, 1, 10)) AS started_on,
             CASE WHEN s.number_key NOT GLOB '*[^0-9]*' AND length(s.number_key) <= 6 AND s.number_key <> '0'
                       AND NOT EXISTS (SELECT 1 FROM small_group WHERE number_key = s.number_key)
                  THEN CAST(s.number_key AS INTEGER)
                  ELSE (SELECT coalesce(max(CAST(number_key AS INTEGER)), 0) + 1 FROM small_group
                        WHERE number_key NOT GLOB '*[^0-9]*' AND length(number_key) <= 6) END AS n
      FROM submission s
      JOIN message m ON m.id = s.message
      WHERE s.id = :submission)
WHERE NOT EXISTS (SELECT 1 FROM small_group WHERE start_form = :submission);

-- One that was taken back is there again.
UPDATE small_group SET active = 1 WHERE start_form = :submission;

UPDATE submission SET group_id = (SELECT id FROM small_group WHERE start_form = :submission) WHERE id = :submission;

-- Members without an HPR number are known by name in their group alone.
INSERT INTO person (name, name_key, email, specialty, profession)
SELECT min(p.name), p.name_key, min(p.email), max(p.specialty), max(p.profession)
FROM submission_participant p
JOIN submission s ON s.id = p.submission
WHERE p.submission = :submission AND p.person IS NULL AND p.hpr IS NULL AND p.name IS NOT NULL
GROUP BY p.name_key;

-- Of those without a number, the ones that were made just now belong to no group yet.
UPDATE submission_participant
SET person = (SELECT max(q.id) FROM person q
              WHERE q.name_key = submission_participant.name_key AND q.hpr IS NULL
                AND NOT EXISTS (SELECT 1 FROM membership WHERE person = q.id))
WHERE submission = :submission AND person IS NULL AND hpr IS NULL AND name IS NOT NULL;

INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT g.id, p.person, 'member', g.started_on
FROM small_group g
JOIN submission_participant p ON p.submission = g.start_form
WHERE g.start_form = :submission AND p.person IS NOT NULL;

-- Leader and secretary: a participant by number or name, else a person by number, else a new one.
UPDATE submission_officer
SET person = coalesce((SELECT min(p.person) FROM submission_participant p
                       WHERE p.submission = :submission AND p.person IS NOT NULL
                         AND (p.hpr = submission_officer.hpr
                              OR (p.name_key = fold(submission_officer.name)
                                  AND (submission_officer.hpr IS NULL OR p.hpr IS NULL OR p.hpr = submission_officer.hpr)))
                       HAVING count(DISTINCT p.person) = 1),
                      (SELECT q.id FROM person q
                       WHERE q.hpr = submission_officer.hpr AND names_agree(q.name, submission_officer.name)),
                      (SELECT min(q.id) FROM small_group g
                       JOIN membership b ON b.group_id = g.id
                       JOIN person q ON q.id = b.person
                       WHERE g.start_form = :submission AND submission_officer.hpr IS NULL
                         AND q.name_key = fold(submission_officer.name)
                       HAVING count(DISTINCT q.id) = 1))
WHERE submission = :submission;

INSERT INTO person (hpr, name, name_key)
SELECT DISTINCT o.hpr, o.name, fold(o.name)
FROM submission_officer o
WHERE o.submission = :submission AND o.person IS NULL AND o.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = o.hpr);

UPDATE submission_officer
SET person = (SELECT max(q.id) FROM person q
              WHERE q.name_key = fold(submission_officer.name) AND q.hpr IS submission_officer.hpr
                AND NOT EXISTS (SELECT 1 FROM membership WHERE person = q.id))
WHERE submission = :submission AND person IS NULL AND name IS NOT NULL;

INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT g.id, o.person, o.role, g.started_on
FROM small_group g
JOIN submission_officer o ON o.submission = g.start_form
WHERE g.start_form = :submission AND o.person IS NOT NULL;

-- A leader without a secretary is the secretary.
INSERT OR IGNORE INTO membership (group_id, person, role, from_on)
SELECT g.id, o.person, 'secretary', g.started_on
FROM small_group g
JOIN submission_officer o ON o.submission = g.start_form AND o.role = 'leader'
WHERE g.start_form = :submission AND o.person IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM submission_officer
                  WHERE submission = g.start_form AND role = 'secretary' AND person IS NOT NULL);

-- Addresses: what the form says, and the mail's own for the member whose name it carries.
UPDATE person
SET email = (SELECT min(o.email) FROM submission_officer o
             WHERE o.submission = :submission AND o.person = person.id
             HAVING count(DISTINCT o.email) = 1)
WHERE email IS NULL
  AND id IN (SELECT person FROM submission_officer WHERE submission = :submission)
  AND NOT EXISTS (SELECT 1 FROM membership b JOIN small_group g ON g.id = b.group_id
                  WHERE b.person = person.id AND g.start_form IS NOT :submission);

UPDATE person
SET email = (SELECT m.sender FROM submission s JOIN message m ON m.id = s.message WHERE s.id = :submission)
WHERE email IS NULL
  AND id = (SELECT min(b.person)
            FROM submission s
            JOIN message m ON m.id = s.message
            JOIN small_group g ON g.start_form = s.id
            JOIN membership b ON b.group_id = g.id
            JOIN person q ON q.id = b.person
            WHERE s.id = :submission AND q.name_key = fold(m.sender_name)
            HAVING count(DISTINCT b.person) = 1)
  AND NOT EXISTS (SELECT 1 FROM membership b JOIN small_group g ON g.id = b.group_id
                  WHERE b.person = person.id AND g.start_form IS NOT :submission);
