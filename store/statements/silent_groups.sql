-- Small groups that have not been heard from for :months months, and have not been reminded of this silence; the longest silent first. The
-- letter goes to the secretary, or where none has an address to the leader. {group_id, group_number, group_name, heard_on,
-- last_meeting, person, name, email, language}
WITH silent AS MATERIALIZED (
    SELECT h.*
    FROM group_heard h
    WHERE h.kind = 'smagruppe' AND h.heard_on < month_later(:today, -:months)
      AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.group_id = h.group_id AND r.heard_on = h.heard_on)
    ORDER BY h.heard_on, h.group_id
    LIMIT :limit)
SELECT s.group_id, s.number AS group_number, s.name AS group_name, s.heard_on, s.last_meeting,
       p.id AS person, p.name, p.email, p.language
FROM silent s
LEFT JOIN person p ON p.id = (SELECT b.person
                              FROM membership b
                              JOIN person q ON q.id = b.person
                              WHERE b.group_id = s.group_id AND b.role IN ('secretary', 'leader')
                                AND b.from_on <= :today AND (b.until_on IS NULL OR b.until_on > :today)
                                AND q.email NOT LIKE '%@invalid'
                              ORDER BY b.role = 'leader', b.person
                              LIMIT 1)
ORDER BY s.heard_on, s.group_id;
