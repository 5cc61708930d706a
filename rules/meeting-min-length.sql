-- id: meeting-min-length
-- severity: disallow
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter hours = 1: fewest course hours of a meeting
-- source: 000
-- nb: Møtet {date} varte i kortere tid enn {hours} kurstime (45 minutter) og teller ikke.
-- nn: Møtet {date} varte kortare enn {hours} kurstime (45 minutt) og tel ikkje.
SELECT position AS meeting, norwegian_date(date) AS date
FROM form_meeting
WHERE submission = :submission
  AND date BETWEEN :valid_from AND :valid_to
  AND min(coalesce(stated_hours, timed_hours), coalesce(timed_hours, stated_hours)) < :hours
ORDER BY position;
