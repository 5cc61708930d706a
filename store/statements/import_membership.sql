-- A membership that reaches beyond the day that the import gives takes it over. A new one is made only where none reaches beyond its
-- first day: the import does not bring back who has left since.
UPDATE OR IGNORE imported_membership
SET from_on = :from
WHERE group_id = :group AND role = :role AND person = :person AND :from IS NOT NULL AND from_on <> :from
  AND EXISTS (SELECT 1 FROM membership b
              WHERE b.group_id = :group AND b.role = :role AND b.person = :person
                AND b.from_on <= imported_membership.from_on AND (b.until_on IS NULL OR b.until_on > :from));

INSERT INTO imported_membership (group_id, person, role, from_on)
SELECT :group, :person, :role, coalesce(:from, '0001-01-01')
WHERE NOT EXISTS (SELECT 1 FROM membership
                  WHERE group_id = :group AND role = :role AND person = :person
                    AND (until_on IS NULL OR until_on > coalesce(:from, '0001-01-01')));
