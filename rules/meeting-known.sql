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
    SELECT m.position, m.date, s.group_id, s.stands_at, m.start, m.end, m.minutes, m.hours, fold(m.topic) AS topic,
           (SELECT group_concat(person) FROM (SELECT DISTINCT person FROM form_present
                                              WHERE submission = m.submission AND meeting = m.position
                                              ORDER BY person)) AS persons
    FROM submission_meeting m
    JOIN submission s ON s.id = m.submission
    WHERE m.submission = :submission),
-- Of the other accepted forms that name the day, the latest; CROSS JOIN keeps the order, in which the indexes serve.
known AS MATERIALIZED (
    SELECT o.position AS mine, t.submission, t.position, t.start, t.end, t.minutes, t.hours, fold(t.topic) AS topic,
           s.stands_at, max(s.stands_at)
    FROM mine o
    CROSS JOIN submission s ON s.group_id = o.group_id AND s.decision IN ('accept', 'partial') AND s.form = 'presence'
                     AND s.id <> :submission
    CROSS JOIN submission_meeting t ON t.submission = s.id AND t.date = o.date
    GROUP BY o.position)
SELECT o.position AS meeting, norwegian_date(o.date) AS date,
       CASE WHEN o.start IS k.start AND o.end IS k.end AND o.minutes IS k.minutes AND o.hours IS k.hours
                 AND o.topic IS k.topic
                 AND o.persons IS (SELECT group_concat(person)
                                   FROM (SELECT DISTINCT person FROM form_present
                                         WHERE submission = k.submission AND meeting = k.position ORDER BY person))
            THEN ''
            WHEN k.stands_at > o.stands_at THEN 'older'
            ELSE 'replaced' END AS sentence
FROM mine o
JOIN known k ON k.mine = o.position
ORDER BY o.position;
