-- Who a row of the import is: by HPR number; else the person of that name in the group who has no number yet; and where
-- the row gives no number, the only person of that name in the group.
WITH namesake AS (
    SELECT DISTINCT p.id, p.hpr
    FROM membership m JOIN person p ON p.id = m.person
    WHERE m.group_id = :group AND p.name_key = fold(:name)
)
SELECT id FROM person WHERE hpr = :hpr
UNION ALL
SELECT id FROM namesake WHERE hpr IS NULL AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = :hpr)
UNION ALL
SELECT id FROM namesake WHERE :hpr IS NULL AND hpr IS NOT NULL AND (SELECT count(*) FROM namesake) = 1
LIMIT 1;
