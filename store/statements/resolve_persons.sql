-- Finds the registered persons on a form: by HPR number where the names have a word in common, else by a name that is
-- one member's alone. A member's name with another number than the member's is nobody.
UPDATE submission_participant
SET person = coalesce(
    (SELECT q.id
     FROM person q
     WHERE q.hpr = submission_participant.hpr
       AND (submission_participant.name IS NULL OR q.name_key = submission_participant.name_key
            OR (names_agree(q.name, submission_participant.name)
                AND NOT EXISTS (SELECT 1 FROM submission s
                                JOIN membership b ON b.group_id = s.group_id
                                JOIN person member ON member.id = b.person
                                WHERE s.id = :submission AND member.name_key = submission_participant.name_key
                                  AND member.hpr <> submission_participant.hpr)))),
    (SELECT min(q.id)
     FROM submission s
     JOIN membership b ON b.group_id = s.group_id
     JOIN person q ON q.id = b.person
     WHERE s.id = :submission
       AND replace(q.name_key, '-', ' ') = replace(submission_participant.name_key, '-', ' ')
       AND (submission_participant.hpr IS NULL
            OR (q.hpr IS NULL AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = submission_participant.hpr)))
     HAVING count(DISTINCT q.id) = 1))
WHERE submission = :submission;

UPDATE submission_change
SET person = coalesce(
    (SELECT q.id FROM person q
     WHERE q.hpr = submission_change.hpr
       AND (submission_change.name IS NULL OR names_agree(q.name, submission_change.name))),
    (SELECT min(q.id)
     FROM submission s
     JOIN membership b ON b.group_id = s.group_id
     JOIN person q ON q.id = b.person
     WHERE s.id = :submission
       AND replace(q.name_key, '-', ' ') = replace(fold(submission_change.name), '-', ' ')
       AND (submission_change.hpr IS NULL
            OR (q.hpr IS NULL AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = submission_change.hpr)))
     HAVING count(DISTINCT q.id) = 1))
WHERE submission = :submission;
