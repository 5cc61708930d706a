-- The message of a submission.
SELECT message FROM submission WHERE id = :submission;
