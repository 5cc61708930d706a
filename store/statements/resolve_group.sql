-- Finds the registered group that a submission is about: by number, else by name and municipality, else (where neither is
-- written) by the sender. What fits stands in submission_candidate; the group is set where it is one.
DELETE FROM submission_candidate WHERE submission = :submission;

INSERT INTO submission_candidate (submission, group_id)
SELECT s.id, g.id
FROM submission s
JOIN small_group g ON g.number_key = s.number_key
WHERE s.id = :submission AND s.form <> 'start';

-- A number key may be two groups' ("SG-12", "LIS-12"): the name or the number as written tells them apart.
DELETE FROM submission_candidate
WHERE submission = :submission
  AND EXISTS (SELECT 1 FROM submission_candidate c
              JOIN small_group g ON g.id = c.group_id
              JOIN submission s ON s.id = c.submission
              WHERE c.submission = :submission AND (g.name_key = s.name_key OR fold(g.number) = fold(s.group_number)))
  AND NOT EXISTS (SELECT 1 FROM small_group g JOIN submission s ON s.id = :submission
                  WHERE g.id = submission_candidate.group_id
                    AND (g.name_key = s.name_key OR fold(g.number) = fold(s.group_number)));

INSERT INTO submission_candidate (submission, group_id)
SELECT s.id, g.id
FROM submission s
JOIN small_group g ON g.name_key = s.name_key
WHERE s.id = :submission AND s.form <> 'start'
  AND NOT EXISTS (SELECT 1 FROM submission_candidate WHERE submission = s.id)
  AND (s.municipality IS NULL OR g.municipality IS NULL
       OR replace(fold(g.municipality), ' kommune', '') = replace(fold(s.municipality), ' kommune', ''));

-- Of several groups with the same name, the one that the sender belongs to.
DELETE FROM submission_candidate
WHERE submission = :submission
  AND EXISTS (SELECT 1 FROM submission_candidate c
              JOIN membership b ON b.group_id = c.group_id
              JOIN person p ON p.id = b.person
              JOIN submission s ON s.id = c.submission
              JOIN message m ON m.id = s.message
              WHERE c.submission = :submission AND p.email = m.sender)
  AND NOT EXISTS (SELECT 1 FROM membership b
                  JOIN person p ON p.id = b.person
                  JOIN submission s ON s.id = :submission
                  JOIN message m ON m.id = s.message
                  WHERE b.group_id = submission_candidate.group_id AND p.email = m.sender)
  AND (SELECT number_key FROM submission WHERE id = :submission) IS NULL;

INSERT OR IGNORE INTO submission_candidate (submission, group_id)
SELECT s.id, b.group_id
FROM submission s
JOIN message m ON m.id = s.message
JOIN person p ON p.email = m.sender
JOIN membership b ON b.person = p.id
     AND b.from_on <= substr(m.sent_at, 1, 10) AND (b.until_on IS NULL OR b.until_on > substr(m.sent_at, 1, 10))
WHERE s.id = :submission AND s.form <> 'start' AND s.number_key IS NULL AND s.name_key IS NULL;

-- A group whose start form was taken back fits nothing.
DELETE FROM submission_candidate
WHERE submission = :submission
  AND EXISTS (SELECT 1 FROM small_group g JOIN submission first ON first.id = g.start_form
              WHERE g.id = submission_candidate.group_id
                AND NOT g.active AND first.decision IS NOT 'accept' AND first.decision IS NOT 'partial');

UPDATE submission
SET group_id = CASE WHEN form = 'start' THEN (SELECT id FROM small_group WHERE start_form = :submission)
                    WHEN (SELECT count(*) FROM submission_candidate WHERE submission = :submission) = 1
                    THEN (SELECT group_id FROM submission_candidate WHERE submission = :submission) END
WHERE id = :submission;
