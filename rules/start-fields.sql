-- id: start-fields
-- severity: return
-- forms: start
-- groups: all
-- asks: group-name, municipality, leader, secretary, plan
-- valid: ..
-- source: 000
-- nb: Oppstartskjemaet mangler {missing}. Fyll ut det som mangler, og send hele skjemaet på nytt.
-- nn: Oppstartsskjemaet manglar {missing}. Fyll ut det som manglar, og send heile skjemaet på nytt.
WITH fault (place, asks, missing) AS (
    SELECT 1, 'group-name', 'navn på gruppa' FROM submission WHERE id = :submission AND name_key IS NULL
    UNION ALL
    SELECT 2, 'municipality', 'kommune' FROM submission WHERE id = :submission AND municipality IS NULL
    UNION ALL
    SELECT 3, NULL, 'navn på deltakerne'
    WHERE NOT EXISTS (SELECT 1 FROM submission_participant WHERE submission = :submission)
       OR EXISTS (SELECT 1 FROM submission_participant WHERE submission = :submission AND name IS NULL)
    UNION ALL
    SELECT 4, 'leader', 'leder for gruppa'
    WHERE NOT EXISTS (SELECT 1 FROM submission_officer
                      WHERE submission = :submission AND role = 'leader' AND name IS NOT NULL)
    UNION ALL
    -- A leader without a secretary is the secretary.
    SELECT 5, 'secretary', 'sekretær (lederen kan selv være det)'
    WHERE NOT EXISTS (SELECT 1 FROM submission_officer WHERE submission = :submission AND name IS NOT NULL)
    UNION ALL
    SELECT 6, 'plan', 'plan for driften' FROM submission WHERE id = :submission AND plan IS NULL)
SELECT 'form' AS about, group_concat(missing, ', ') AS missing, group_concat(asks) AS asks
FROM (SELECT missing, asks FROM fault ORDER BY place)
HAVING count(*) > 0;
