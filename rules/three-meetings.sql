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
FROM (SELECT h.meeting, h.date,
             coalesce((SELECT max(w.meetings) FROM meeting_window w
                       WHERE w.group_id = h.group_id AND w.day <= h.day AND w.day > h.day - 31 * :months
                         AND NOT w.disallowed), 0) AS known
      FROM form_day f
      JOIN held h ON h.group_id = f.group_id AND h.day = f.day AND h.submission = f.submission AND h.meeting = f.meeting
      WHERE f.submission = :submission
        AND h.date BETWEEN :valid_from AND :valid_to
        AND NOT h.disallowed) m
WHERE m.known < :minimum
ORDER BY m.meeting;
