-- id: outside-lecturer
-- severity: flag
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- parameter percent = 50: largest share of meetings with a lecturer from outside
-- source: 000, 002
-- nb: {outside} av {meetings} møter har foreleser utenfra. Smågrupper skal i hovedsak ikke bruke forelesere, så en saksbehandler ser
--   på det.
-- nn: {outside} av {meetings} møte har førelesar utanfrå. Smågrupper skal i hovudsak ikkje bruke førelesarar, så ein saksbehandlar
--   ser på det.
SELECT 'form' AS about, count(*) FILTER (WHERE is_outside) AS outside, count(*) AS meetings
FROM (SELECT words(m.lecturer) NOT IN (' ', ' ingen ', ' nei ', ' deltakerne ', ' deltakarane ', ' gruppa ', ' gruppen ',
                                       ' intern ', ' interne ', ' egen ', ' egne ', ' alle ', ' sekretær ', ' leder ',
                                       ' møteleder ', ' deltaker ')
             AND NOT EXISTS (SELECT 1 FROM submission_participant p
                             WHERE p.submission = m.submission AND names_agree(p.name, m.lecturer))
             AND NOT EXISTS (SELECT 1 FROM membership b JOIN person p ON p.id = b.person
                             WHERE b.group_id = s.group_id AND b.from_on <= m.date
                               AND (b.until_on IS NULL OR b.until_on > m.date) AND names_agree(p.name, m.lecturer)) AS is_outside
      FROM submission_meeting m
      JOIN submission s ON s.id = m.submission
      WHERE m.submission = :submission
        AND m.date BETWEEN :valid_from AND :valid_to)
HAVING 100 * count(*) FILTER (WHERE is_outside) > :percent * count(*);
