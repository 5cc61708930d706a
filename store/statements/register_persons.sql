-- Makes persons of the new people on an accepted form, and fills in what is missing about those who are known. Nobody's
-- number, name or address is changed. An address is taken only where the person belongs to no other group: otherwise a form
-- about one group could redirect the mail about another.
UPDATE person
SET hpr = (SELECT min(p.hpr) FROM submission_participant p WHERE p.submission = :submission AND p.person = person.id)
WHERE hpr IS NULL
  AND id IN (SELECT person FROM submission_participant WHERE submission = :submission)
  AND (SELECT count(DISTINCT p.hpr) FROM submission_participant p
       WHERE p.submission = :submission AND p.person = person.id) = 1
  AND NOT EXISTS (SELECT 1 FROM submission_participant p JOIN person q ON q.hpr = p.hpr
                  WHERE p.submission = :submission AND p.person = person.id);

INSERT INTO person (hpr, name, name_key, specialty, profession)
SELECT hpr, min(name), min(name_key), max(specialty), max(profession)
FROM new_participant
WHERE submission = :submission
GROUP BY hpr;

UPDATE submission_participant
SET person = (SELECT q.id FROM person q
              WHERE q.hpr = submission_participant.hpr AND q.name_key = submission_participant.name_key)
WHERE submission = :submission AND person IS NULL AND hpr IS NOT NULL;

INSERT INTO person (hpr, name, name_key, specialty, profession)
SELECT hpr, min(name), fold(min(name)), max(specialty), max(profession)
FROM new_change
WHERE submission = :submission
GROUP BY hpr
HAVING count(DISTINCT fold(name)) = 1;

UPDATE submission_change
SET person = (SELECT q.id FROM person q WHERE q.hpr = submission_change.hpr AND q.name_key = fold(submission_change.name))
WHERE submission = :submission AND person IS NULL AND hpr IS NOT NULL;

UPDATE person
SET specialty = coalesce(specialty, (SELECT max(p.specialty) FROM submission_participant p
                                     WHERE p.submission = :submission AND p.person = person.id)),
    profession = coalesce(profession, (SELECT max(p.profession) FROM submission_participant p
                                       WHERE p.submission = :submission AND p.person = person.id))
WHERE id IN (SELECT person FROM submission_participant WHERE submission = :submission);

INSERT OR IGNORE INTO address_beside_name (submission, person, email)
SELECT p.submission, p.person, min(p.email)
FROM submission_participant p
JOIN person q ON q.id = p.person
WHERE p.submission = :submission AND p.email IS NOT NULL AND q.email IS NULL
  AND NOT EXISTS (SELECT 1 FROM membership b
                  JOIN submission s ON s.id = p.submission
                  WHERE b.person = p.person AND b.group_id IS NOT s.group_id)
GROUP BY p.person
HAVING count(DISTINCT p.email) = 1;
