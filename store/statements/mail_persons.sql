-- The persons whose account a message may have changed and who have an address: all who have attended the groups that it is
-- about, or were told of a meeting there; where it is a presence list, in the months around its days alone, for no other day's
-- hours can have changed.
WITH reach AS MATERIALIZED (
    SELECT months, 31 * months AS days
    FROM (SELECT max(CAST(value AS INTEGER)) AS months FROM rule_parameter WHERE rule = 'three-meetings' AND name = 'months')),
about AS MATERIALIZED (
    SELECT s.group_id,
           min(f.day) - reach.days AS first_day,
           max(f.day) + reach.days AS last_day,
           date(min(f.date), '-' || reach.months || ' months', '-3 days') AS first,
           date(max(f.date), '+' || reach.months || ' months', '+3 days') AS last
    FROM submission s
    CROSS JOIN reach
    JOIN form_day f ON f.submission = s.id
    WHERE s.message = :message AND s.group_id IS NOT NULL AND s.form = 'presence'
    GROUP BY s.id
    UNION ALL
    SELECT group_id, 0, 9e9, '', '9'
    FROM submission
    WHERE message = :message AND group_id IS NOT NULL AND form <> 'presence')
SELECT p.id, p.name, p.email
FROM person p
WHERE p.email IS NOT NULL
  -- News for an address that mail comes back from is told when there is a better one.
  AND NOT EXISTS (SELECT 1 FROM bounced_address WHERE address = p.email)
  AND p.id IN (SELECT a.person FROM about CROSS JOIN attended a
               WHERE a.group_id = about.group_id AND a.day BETWEEN about.first_day AND about.last_day
               UNION
               SELECT t.person FROM about CROSS JOIN told t
               WHERE t.group_id = about.group_id AND t.date BETWEEN about.first AND about.last)
ORDER BY p.id;
