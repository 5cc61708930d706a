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

-- Members without an HPR number are known by name in their group alone. The same form decided anew names the same persons.
INSERT INTO person (name, name_key, specialty, profession, named_by)
SELECT min(p.name), p.name_key, max(p.specialty), max(p.profession), p.submission
FROM submission_participant p
WHERE p.submission = :submission AND p.person IS NULL AND p.hpr IS NULL AND p.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM person WHERE named_by = :submission AND name_key = p.name_key)
GROUP BY p.name_key;

UPDATE submission_participant
SET person = (SELECT min(q.id) FROM person q
              WHERE q.named_by = :submission AND q.name_key = submission_participant.name_key)
WHERE submission = :submission AND person IS NULL AND hpr IS NULL AND name IS NOT NULL;

-- Leader and secretary: a participant by number or name, else a person by number, else a new one.
UPDATE submission_officer
SET person = coalesce((SELECT min(p.person) FROM submission_participant p
                       WHERE p.submission = :submission AND p.person IS NOT NULL
                         AND (p.hpr = submission_officer.hpr
                              OR (p.name_key = fold(submission_officer.name)
                                  AND (submission_officer.hpr IS NULL OR p.hpr IS NULL OR p.hpr = submission_officer.hpr)))
                       HAVING count(DISTINCT p.person) = 1),
                      (SELECT q.id FROM person q
                       WHERE q.hpr = submission_officer.hpr AND names_agree(q.name, submission_officer.name)))
WHERE submission = :submission;

INSERT INTO person (hpr, name, name_key, named_by)
SELECT DISTINCT o.hpr, o.name, fold(o.name), o.submission
FROM submission_officer o
WHERE o.submission = :submission AND o.person IS NULL AND o.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = o.hpr)
  AND NOT EXISTS (SELECT 1 FROM person WHERE named_by = :submission AND name_key = fold(o.name) AND o.hpr IS NULL);

UPDATE submission_officer
SET person = (SELECT max(q.id) FROM person q
              WHERE q.named_by = :submission AND q.name_key = fold(submission_officer.name)
                AND (submission_officer.hpr IS NULL OR q.hpr = submission_officer.hpr))
WHERE submission = :submission AND person IS NULL AND name IS NOT NULL;

INSERT INTO membership_anew (group_id, person)
SELECT id, NULL FROM small_group WHERE start_form = :submission;

-- Addresses: what the form says beside a name, and the mail's own for the member whose name it carries; for nobody who has one
-- or belongs to another group.
INSERT OR IGNORE INTO address_beside_name (submission, person, email)
SELECT :submission, given.person, min(given.email)
FROM (SELECT person, email FROM submission_participant WHERE submission = :submission
      UNION ALL
      SELECT person, email FROM submission_officer WHERE submission = :submission) given
JOIN person p ON p.id = given.person
WHERE given.email IS NOT NULL AND p.email IS NULL
  AND NOT EXISTS (SELECT 1 FROM membership b JOIN small_group g ON g.id = b.group_id
                  WHERE b.person = p.id AND g.start_form IS NOT :submission)
GROUP BY given.person
HAVING count(DISTINCT given.email) = 1;

INSERT OR IGNORE INTO address_beside_name (submission, person, email)
SELECT s.id, min(b.person), m.sender
FROM submission s
JOIN message m ON m.id = s.message
JOIN small_group g ON g.start_form = s.id
JOIN membership b ON b.group_id = g.id
JOIN person q ON q.id = b.person
WHERE s.id = :submission AND q.name_key = fold(m.sender_name) AND q.email IS NULL AND m.sender IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM membership o JOIN small_group other ON other.id = o.group_id
                  WHERE o.person = b.person AND other.start_form IS NOT :submission)
GROUP BY s.id
HAVING count(DISTINCT b.person) = 1;
