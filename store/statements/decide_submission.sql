-- What the decision on a submission depends on besides its findings: the office's word in force, and whether another form has
-- taken its place.
SELECT s.id, s.form, s.message, s.decision, s.group_id,
       EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id) AS replaced,
       (SELECT o.decision FROM office_decision o WHERE o.submission = s.id AND o.undone_at IS NULL
        ORDER BY o.id DESC LIMIT 1) AS office,
       (SELECT o.decided_by FROM office_decision o WHERE o.submission = s.id AND o.undone_at IS NULL
        ORDER BY o.id DESC LIMIT 1) AS office_by
FROM submission s
WHERE s.id = :submission;
