-- A row where the views are not those of the checksum.
SELECT 1 AS outdated
WHERE NOT EXISTS (SELECT 1 FROM built_in_view WHERE checksum = :checksum);
