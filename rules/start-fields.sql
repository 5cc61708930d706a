-- id: start-fields
-- severity: return
-- forms: start
-- groups: all
-- asks: group-name, municipality, leader, secretary, plan
-- valid: ..
-- source: 000
-- nb: Oppstartskjemaet mangler {missing}. Svar med det, eller fyll ut skjemaet og send det på nytt.
-- nn: Oppstartsskjemaet manglar {missing_nn}. Svar med det, eller fyll ut skjemaet og send det på nytt.
WITH fault (place, asks, missing, missing_nn) AS (
    SELECT 1, 'group-name', 'navn på gruppa', 'namn på gruppa' FROM submission WHERE id = :submission AND name_key IS NULL
    UNION ALL
    SELECT 2, 'municipality', 'kommune', 'kommune' FROM submission WHERE id = :submission AND municipality IS NULL
    UNION ALL
    SELECT 3, NULL, 'navn på deltakerne', 'namn på deltakarane'
    WHERE NOT EXISTS (SELECT 1 FROM submission_participant WHERE submission = :submission)
       OR EXISTS (SELECT 1 FROM submission_participant WHERE submission = :submission AND name IS NULL)
    UNION ALL
    SELECT 4, 'leader', 'leder for gruppa', 'leiar for gruppa'
    WHERE NOT EXISTS (SELECT 1 FROM submission_officer
                      WHERE submission = :submission AND role = 'leader' AND name IS NOT NULL)
    UNION ALL
    -- A leader without a secretary is the secretary.
    SELECT 5, 'secretary', 'sekretær (lederen kan selv være det)', 'sekretær (leiaren kan sjølv vere det)'
    WHERE NOT EXISTS (SELECT 1 FROM submission_officer WHERE submission = :submission AND name IS NOT NULL)
    UNION ALL
    SELECT 6, 'plan', 'plan for driften', 'plan for drifta' FROM submission WHERE id = :submission AND plan IS NULL)
SELECT 'form' AS about, group_concat(missing, ', ') AS missing, group_concat(missing_nn, ', ') AS missing_nn,
       group_concat(asks) AS asks
FROM (SELECT missing, missing_nn, asks FROM fault ORDER BY place)
HAVING count(*) > 0;
