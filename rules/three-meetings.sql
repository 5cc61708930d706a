-- id: three-meetings
-- severity: provisional
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter minimum = 3: fewest meetings of the group
-- parameter months = 12: in so many months
-- source: 000, 001
-- nb: Timene på møtet {date} er registrert, men teller først når gruppa har hatt {minimum} møter innen {months} måneder. Vi kjenner
--   til {known}.
-- nn: Timane på møtet {date} er registrerte, men tel først når gruppa har hatt {minimum} møte innan {months} månader. Vi kjenner til
--   {known}.
SELECT m.meeting, norwegian_date(m.date) AS date, m.known
FROM (SELECT f.meeting, f.date,
             coalesce((SELECT max(w.meetings) FROM meeting_window w
                       WHERE w.group_id = f.group_id AND w.date <= f.date AND f.day < w.until_day
                         AND w.date >= date(f.date, '-' || :months || ' months', '-3 days')
                         AND NOT w.disallowed), 0) AS known
      FROM meeting_in_force f
      WHERE f.submission = :submission
        AND f.date BETWEEN :valid_from AND :valid_to
        AND NOT f.disallowed) m
WHERE m.known < :minimum
ORDER BY m.meeting;
