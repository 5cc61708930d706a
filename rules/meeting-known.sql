-- id: meeting-known
-- severity: advise
-- forms: presence
-- groups: all
-- valid: ..
-- source: –
-- nb: Møtet {date} er registrert fra før med samme innhold, så ingenting endres.
-- nn: Møtet {date} er registrert frå før med same innhald, så ingenting blir endra.
-- nb replaced: Møtet {date} var registrert fra før. Denne lista gjelder nå, og de som får endrede timer, får beskjed.
-- nn replaced: Møtet {date} var registrert frå før. Denne lista gjeld no, og dei som får endra timar, får melding.
-- nb older: Møtet {date} er registrert fra før på en nyere liste, og det er den som gjelder.
-- nn older: Møtet {date} er registrert frå før på ei nyare liste, og det er ho som gjeld.
WITH mine AS MATERIALIZED (
    SELECT m.position, f.day, f.group_id, s.stands_at, m.date, m.start, m.end, m.minutes, m.hours, fold(m.topic) AS topic,
           (SELECT group_concat(person) FROM (SELECT DISTINCT person FROM form_present
                                              WHERE submission = m.submission AND meeting = m.position
                                              ORDER BY person)) AS persons
    FROM submission_meeting m
    JOIN submission s ON s.id = m.submission
    JOIN form_day f ON f.submission = m.submission AND f.meeting = m.position
    WHERE m.submission = :submission),
-- Beside those that are registered on the same day.
known AS MATERIALIZED (
    SELECT o.position, o.date, s.stands_at > o.stands_at AS is_newer,
           o.start IS t.start AND o.end IS t.end AND o.minutes IS t.minutes AND o.hours IS t.hours AND o.topic IS fold(t.topic)
           AND o.persons IS (SELECT group_concat(person)
                             FROM (SELECT DISTINCT person FROM form_present
                                   WHERE submission = h.submission AND meeting = h.meeting ORDER BY person)) AS is_same
    FROM mine o
    JOIN held h ON h.group_id = o.group_id AND h.day = o.day AND h.submission <> :submission
    JOIN submission s ON s.id = h.submission
    JOIN submission_meeting t ON t.submission = h.submission AND t.position = h.meeting)
SELECT position AS meeting, norwegian_date(date) AS date,
       CASE WHEN max(is_same) THEN '' WHEN max(is_newer) THEN 'older' ELSE 'replaced' END AS sentence
FROM known
GROUP BY position, date
ORDER BY position;
