-- When the last digest was made, and the day of the last whole one; absent where there was none. {day, made_at, whole_on}
SELECT max(day) AS day, max(made_at) AS made_at, max(CASE WHEN whole THEN day END) AS whole_on FROM digest;
