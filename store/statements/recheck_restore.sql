-- What came out as it stood keeps the day on which it was decided.
UPDATE submission
SET decided_at = (SELECT b.decided_at FROM stood_submission b WHERE b.submission = submission.id)
WHERE id IN (SELECT b.submission FROM stood_submission b WHERE b.decision IS submission.decision);
