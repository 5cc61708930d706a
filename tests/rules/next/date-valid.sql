-- id: date-valid
-- severity: return
-- forms: presence
-- groups: all
-- valid: ..
-- source: for this test the new year has begun
-- nb: Vi kan ikke lese datoen.
SELECT position AS meeting FROM submission_meeting WHERE submission = :submission AND date IS NULL;
