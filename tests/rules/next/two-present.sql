-- id: two-present
-- severity: disallow
-- forms: presence
-- groups: smagruppe
-- valid: 2027-01-01 ..
-- parameter minimum = 3: fewest people present
-- source: an arrangement that is invented for this test
-- nb: Møtet {date} har bare {count} til stede. Minst {minimum} må være til stede.
SELECT m.position AS meeting, norwegian_date(m.date) AS date, count(DISTINCT p.who) AS count
FROM submission_meeting m
LEFT JOIN form_present p ON p.submission = m.submission AND p.meeting = m.position
WHERE m.submission = :submission AND m.date BETWEEN :valid_from AND :valid_to
GROUP BY m.position
HAVING count(DISTINCT p.who) < :minimum;
