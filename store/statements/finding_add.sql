-- Adds findings, [{rule, severity, text, about?, meeting?, participant?, change?, asks?, source?}], behind those that are there.
INSERT INTO finding (submission, position, rule, severity, about, meeting, participant, change, asks, source, text)
SELECT :submission,
       (SELECT count(*) FROM finding WHERE submission = :submission) + f.key,
       f.value ->> '$.rule', f.value ->> '$.severity',
       coalesce(f.value ->> '$.about',
                (SELECT 'participant ' || coalesce(p.name, 'HPR ' || p.hpr, p.position + 1)
                 FROM submission_participant p
                 WHERE p.submission = :submission AND p.position = f.value ->> '$.participant'),
                (SELECT 'meeting ' || coalesce(m.date, m.position + 1)
                 FROM submission_meeting m
                 WHERE m.submission = :submission AND m.position = f.value ->> '$.meeting'),
                'form'),
       f.value ->> '$.meeting', f.value ->> '$.participant', f.value ->> '$.change', f.value ->> '$.asks',
       f.value ->> '$.source', f.value ->> '$.text'
FROM json_each(:findings) f;
