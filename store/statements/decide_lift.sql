UPDATE submission SET decision = NULL, decided_by = NULL, decided_at = NULL WHERE id = :submission;
