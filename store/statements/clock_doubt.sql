-- The jump of the clock that is not yet 7 days ago, and the day until which it is doubted; absent where there is none. Where the
-- daily work was never done before, nothing stands before the jump. {since, last, until}
SELECT even_since AS since, jumped_from AS last, date(even_since, '+7 days') AS until
FROM clock
WHERE day < date(even_since, '+7 days');
