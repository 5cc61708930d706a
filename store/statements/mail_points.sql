-- A person's points: those of the five years that end on :today (or of the period that the register names), and how many are
-- the least. The view is asked for :person itself, so that it looks at that person's rows alone.
WITH period AS MATERIALIZED (
    SELECT CASE WHEN period_start <= :today AND period_start > date(:today, '-5 years') THEN period_start
                ELSE date(:today, '-5 years', '+1 day') END AS since
    FROM person
    WHERE id = :person),
account AS MATERIALIZED (
    SELECT date, status, hours, points FROM credit WHERE person = :person)
SELECT since, :today AS today,
       coalesce((SELECT sum(points) FROM account WHERE date BETWEEN since AND :today), 0) AS points,
       coalesce((SELECT sum(hours) FROM account WHERE status = 'provisional' AND date BETWEEN since AND :today), 0) AS waiting,
       coalesce((SELECT CAST(value AS INTEGER) FROM rule_parameter
                 WHERE rule = 'points-mandatory' AND name = 'points' AND valid_from <= :today
                 ORDER BY valid_from DESC LIMIT 1), 20) AS least
FROM period;
