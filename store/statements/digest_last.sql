-- When the last digest until :today was made, and the day of the last whole one; absent where there was none. {day, made_at, whole_on}
-- One of a later day was made before the clock was set back: what it told is told once more.
SELECT max(day) AS day, max(made_at) AS made_at, max(CASE WHEN whole THEN day END) AS whole_on FROM digest WHERE day <= :today;
