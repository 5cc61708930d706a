-- id: meeting-min-length
-- severity: disallow
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter hours = 1: fewest course hours of a meeting
-- source: 000
-- nb: Møtet {date} varte i kortere tid enn {minutes} minutter og teller ikke.
-- nn: Møtet {date} varte kortare enn {minutes} minutt og tel ikkje.
SELECT position AS meeting, norwegian_date(date) AS date,
       :hours * (SELECT CAST(value AS INTEGER) FROM rule_parameter
                 WHERE rule = 'course-hour' AND name = 'minutes' AND valid_from <= date
                 ORDER BY valid_from DESC LIMIT 1) AS minutes
FROM form_meeting
WHERE submission = :submission
  AND date BETWEEN :valid_from AND :valid_to
  AND min(coalesce(stated_hours, timed_hours), coalesce(timed_hours, stated_hours)) < :hours
ORDER BY position;
