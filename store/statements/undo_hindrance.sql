-- Why the office's decision on a submission cannot be taken back, or NULL: what it has changed in the register others may have
-- built on.
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM office_decision WHERE submission = s.id AND undone_at IS NULL)
            THEN 'has no decision of the office that is in force'
            WHEN s.decision IN ('accept', 'partial') AND s.form = 'start'
                 AND EXISTS (SELECT 1 FROM submission other JOIN small_group g ON g.id = other.group_id
                             WHERE g.start_form = s.id AND other.id <> s.id AND other.decision IN ('accept', 'partial'))
            THEN 'has registered a group that other forms have been accepted for'
       END AS why
FROM submission s
WHERE s.id = :submission;
