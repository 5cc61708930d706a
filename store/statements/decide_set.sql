UPDATE submission
SET decision = :decision, decided_by = :by, decided_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
WHERE id = :submission;
