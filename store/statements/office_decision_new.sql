INSERT INTO office_decision (submission, decision, note, decided_by, decided_at)
VALUES (:submission, :decision, :note, :by, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
