-- The persons whose account a message may have changed and who have an address: all who have attended the groups that it is
-- about, or were told of a meeting there; where it is a presence list, in the months around its days alone, for no other day's
-- hours can have changed.
WITH reach AS MATERIALIZED (
    SELECT months, 31 * months AS days
    FROM (SELECT max(CAST(value AS INTEGER)) AS months FROM rule_parameter WHERE rule = 'three-meetings' AND name = 'months')),
about AS MATERIALIZED (
    SELECT s.group_id,
           CASE s.form WHEN 'presence' THEN min(f.day) - reach.days ELSE 0 END AS first_day,
           CASE s.form WHEN 'presence' THEN max(f.day) + reach.days ELSE 9e9 END AS last_day,
           CASE s.form WHEN 'presence' THEN date(min(f.date), '-' || reach.months || ' months', '-3 days') ELSE '' END AS first,
           CASE s.form WHEN 'presence' THEN date(max(f.date), '+' || reach.months || ' months', '+3 days') ELSE '9' END AS last
    FROM submission s
    CROSS JOIN reach
    LEFT JOIN form_day f ON f.submission = s.id
    WHERE s.message = :message AND s.group_id IS NOT NULL
    GROUP BY s.id)
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
