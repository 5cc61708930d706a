-- A current membership takes over the day that the import gives. A new one is made only where none reaches beyond its
-- first day: the import does not bring back who has left since.
UPDATE membership
SET from_on = :from
WHERE group_id = :group AND role = :role AND person = :person AND until_on IS NULL
  AND :from IS NOT NULL AND from_on <> :from
  AND NOT EXISTS (SELECT 1 FROM membership other
                  WHERE other.group_id = :group AND other.role = :role AND other.person = :person
                    AND other.from_on = :from);

INSERT INTO membership (group_id, person, role, from_on)
SELECT :group, :person, :role, coalesce(:from, '0001-01-01')
WHERE NOT EXISTS (SELECT 1 FROM membership
                  WHERE group_id = :group AND role = :role AND person = :person
                    AND (until_on IS NULL OR until_on > coalesce(:from, '0001-01-01')));
