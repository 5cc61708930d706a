-- Lifts the decision on every form of :messages.
UPDATE submission SET decision = NULL, decided_by = NULL, decided_at = NULL
WHERE message IN (SELECT value ->> 'message' FROM json_each(:messages));
DELETE FROM finding
WHERE submission IN (SELECT s.id FROM json_each(:messages) e JOIN submission s ON s.message = e.value ->> 'message');
