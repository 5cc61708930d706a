-- Counts one more mail under a key, and gives how many there have been today and in the seven days that end today. What is
-- older goes.
DELETE FROM stranger_count WHERE day < date(:today, '-7 days');

INSERT INTO stranger_count (day, key, mails) VALUES (:today, :key, 1)
ON CONFLICT (day, key) DO UPDATE SET mails = mails + 1;
