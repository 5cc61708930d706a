-- What the decision on a submission depends on besides its findings: the office's word in force.
SELECT s.id, s.form, s.message, s.decision, s.group_id,
       (SELECT o.decision FROM office_decision o WHERE o.submission = s.id AND o.undone_at IS NULL
        ORDER BY o.id DESC LIMIT 1) AS office,
       (SELECT o.decided_by FROM office_decision o WHERE o.submission = s.id AND o.undone_at IS NULL
        ORDER BY o.id DESC LIMIT 1) AS office_by
FROM submission s
WHERE s.id = :submission;
