-- Submissions that the office must decide; what a mended form has taken the place of is settled. `reasons` are the ids of the rules.
CREATE VIEW flagged AS
SELECT s.id AS submission, s.form, m.received_at AS since, m.sender, m.subject,
       coalesce(g.number || ' ' || g.name, s.group_name, s.group_number) AS "group",
       (SELECT group_concat(f.rule, ', ') FROM (SELECT DISTINCT rule FROM finding
        WHERE submission = s.id AND severity = 'flag' ORDER BY position) f) AS reasons
FROM submission s
JOIN message m ON m.id = s.message
LEFT JOIN small_group g ON g.id = s.group_id
WHERE s.decision = 'flag' AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id);
