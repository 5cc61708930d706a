-- Hours in which a doctor has led a group of candidates in the days from :from up to, not including, :until, and how many of
-- them may count as small-group points where the doctor asks for it.
SELECT coalesce(sum(a.hours), 0) AS hours,
       min(coalesce(sum(a.hours), 0), (SELECT CAST(value AS INTEGER) FROM rule_parameter
                                       WHERE rule = 'supervision-as-points' AND name = 'hours' AND valid_from <= :from
                                       ORDER BY valid_from DESC LIMIT 1)) AS points
FROM attended_day a
WHERE a.person = :person AND a.supervises AND NOT a.disallowed AND a.date >= :from AND a.date < :until;
