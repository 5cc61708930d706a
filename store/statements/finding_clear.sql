DELETE FROM finding WHERE submission = :submission;
