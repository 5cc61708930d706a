-- id: gv-days
-- severity: flag
-- forms: presence
-- groups: gruppeveiledning
-- valid: ..
-- parameter minimum = 2: fewest days
-- parameter maximum = 3: most days
-- parameter months = 6: in so many months
-- source: 003
-- nb: Gruppa har {count} dager gruppeveiledning innen {months} måneder. Det skal være {minimum} til {maximum} dager i alt, så en
--   saksbehandler ser på det.
-- nn: Gruppa har {count} dagar grupperettleiing innan {months} månader. Det skal vere {minimum} til {maximum} dagar i alt, så ein
--   saksbehandlar ser på det.
-- nb few: Vi kjenner bare til {count} av dagene med gruppeveiledning innen {months} måneder. Det skal være {minimum} til {maximum} dager i
--   alt, så en saksbehandler ser på det.
-- nn few: Vi kjenner berre til {count} av dagane med grupperettleiing innan {months} månader. Det skal vere {minimum} til {maximum} dagar i
--   alt, så ein saksbehandlar ser på det.
WITH mine AS (
    SELECT DISTINCT date, day FROM form_day
    WHERE submission = :submission AND date BETWEEN :valid_from AND :valid_to),
met AS (
    SELECT date, day FROM mine
    UNION
    SELECT h.date, h.day FROM submission s JOIN held h ON h.group_id = s.group_id WHERE s.id = :submission),
-- The half-years that begin with a day and hold one of the form's.
half_year AS (
    SELECT f.date AS first,
           (SELECT count(*) FROM met o WHERE o.day >= f.day AND o.day < f.day + 31 * :months) AS days
    FROM met f
    WHERE EXISTS (SELECT 1 FROM mine WHERE day >= f.day AND day < f.day + 31 * :months))
SELECT 'form' AS about, max(days) AS count, CASE WHEN max(days) > :maximum THEN '' ELSE 'few' END AS sentence
FROM half_year
HAVING max(days) > :maximum
    -- Too few only when there is no time left for more.
    OR (max(days) < :minimum
        AND month_later((SELECT max(date) FROM mine), :months)
            <= (SELECT substr(coalesce(m.sent_at, m.received_at), 1, 10) FROM submission s JOIN message m ON m.id = s.message
                WHERE s.id = :submission));
