DELETE FROM stood_submission;
DELETE FROM stood_credit;
