-- Takes back the office's newest decision on a submission that is still in force. Who did it stands beside it.
UPDATE office_decision
SET undone_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), undone_by = :by
WHERE id = (SELECT max(id) FROM office_decision WHERE submission = :submission AND undone_at IS NULL);
