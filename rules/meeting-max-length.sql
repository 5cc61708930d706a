-- id: meeting-max-length
-- severity: disallow
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter hours = 6: most course hours that count of a group and day
-- source: 000
-- nb: Dere møttes i {total} kurstimer {date}. Bare {hours} kurstimer teller på én dag, så {rest} faller bort.
-- nn: De møttest i {total} kurstimar {date}. Berre {hours} kurstimar tel på éin dag, så {rest} fell bort.
SELECT max(position) AS meeting, norwegian_date(date) AS date, sum(counted) AS total, sum(counted) - :hours AS rest
FROM (SELECT f.position, f.date,
             min(coalesce(stated_hours, timed_hours), coalesce(timed_hours, stated_hours)) AS counted
      FROM form_meeting f
      WHERE f.submission = :submission
        AND f.date BETWEEN :valid_from AND :valid_to
        -- The same hours listed twice are one meeting.
        AND NOT EXISTS (SELECT 1 FROM submission_meeting earlier
                        WHERE earlier.submission = f.submission AND earlier.position < f.position
                          AND earlier.date = f.date
                          AND ((earlier.start IS f.start AND earlier.end IS f.end
                                AND (f.start IS NOT NULL OR earlier.topic IS f.topic))
                               OR (earlier.start < f.end AND f.start < earlier.end))))
GROUP BY date
HAVING sum(counted) > :hours
ORDER BY date;
