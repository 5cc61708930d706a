-- Keeps what stands now.
DELETE FROM stood_submission;
INSERT INTO stood_submission (submission, message, state, decision, decided_at, findings)
SELECT submission, message, state, decision, decided_at, findings FROM standing_submission;
DELETE FROM stood_credit;
INSERT INTO stood_credit (person, group_id, date, status, hours)
SELECT person, group_id, date, status, sum(hours) FROM credit GROUP BY 1, 2, 3, 4;
