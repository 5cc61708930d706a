-- All small groups that have not been heard from for :months months, the longest silent first. {group_number, group_name, heard_on,
-- reminded_on}
SELECT h.number AS group_number, h.name AS group_name, h.heard_on,
       (SELECT r.reminded_on FROM reminder r
        WHERE r.group_id = h.group_id AND r.heard_on = h.heard_on AND r.person IS NOT NULL) AS reminded_on
FROM group_heard h
WHERE h.kind = 'smagruppe' AND h.heard_on < month_later(:today, -:months)
ORDER BY h.heard_on, h.group_id;
