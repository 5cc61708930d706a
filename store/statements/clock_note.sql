-- The daily work is done on :today. More than 7 days after the last time, or before it, the clock has made a jump. Where somebody
-- says that it is right (:confirmed), it has been so for long enough.
INSERT INTO clock (one, day, even_since) VALUES (1, :today, iif(:confirmed, date(:today, '-7 days'), :today))
ON CONFLICT (one) DO UPDATE SET
    jumped_from = CASE WHEN :today BETWEEN day AND date(day, '+7 days') THEN jumped_from ELSE day END,
    even_since = CASE WHEN :confirmed THEN min(even_since, date(:today, '-7 days'))
                      WHEN :today BETWEEN day AND date(day, '+7 days') THEN even_since
                      ELSE :today END,
    day = :today;
