-- All views but those that were there before ours: :foreign, as views_present gave them.
INSERT INTO built_in_view (name, checksum)
SELECT name, :checksum
FROM sqlite_schema
WHERE type = 'view'
  AND name NOT IN (SELECT value ->> '$.name' FROM json_each(:foreign));
