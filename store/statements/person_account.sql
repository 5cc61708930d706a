-- A doctor, by :person or by :hpr, and the five years that the account of :today looks at: the period that the register knows, else those that
-- end today. `until` is the first day after.
SELECT id, hpr, name, email, language, specialty, in_training, period_start,
       CASE WHEN period_start IS NULL THEN date(month_later(:today, -months), '+1 day')
            ELSE month_later(period_start, months * elapsed) END AS "from",
       CASE WHEN period_start IS NULL THEN date(:today, '+1 day')
            ELSE month_later(period_start, months * (elapsed + 1)) END AS until,
       CASE WHEN period_start IS NULL THEN :today ELSE date(month_later(period_start, months * (elapsed + 1)), '-1 day') END AS last,
       (SELECT CAST(value AS INTEGER) FROM rule_parameter
        WHERE rule = 'points-cap' AND name = CASE WHEN in_training THEN 'training' ELSE 'points' END
          AND valid_from <= :today ORDER BY valid_from DESC LIMIT 1) AS most,
       (SELECT CAST(value AS INTEGER) FROM rule_parameter
        WHERE rule = 'points-mandatory' AND name = 'points'
          AND valid_from <= :today ORDER BY valid_from DESC LIMIT 1) AS mandatory
FROM (SELECT p.*, n.months,
             ((substr(:today, 1, 4) - substr(p.period_start, 1, 4)) * 12
              + substr(:today, 6, 2) - substr(p.period_start, 6, 2)
              - (substr(:today, 9, 2) < substr(p.period_start, 9, 2))) / n.months AS elapsed
      FROM person p,
           (SELECT CAST(value AS INTEGER) AS months FROM rule_parameter
            WHERE rule = 'points-cap' AND name = 'months'
              AND valid_from <= :today ORDER BY valid_from DESC LIMIT 1) n
      WHERE p.id = coalesce(:person, (SELECT id FROM person WHERE hpr = :hpr)));
