-- Loads the forms of a message's reading into the tables; what was loaded before of this message goes. What the words around
-- a form say of the industry counts for each that says nothing; that it took part, they may say against the form.

DELETE FROM submission WHERE message = :message;
INSERT INTO submission (message, position, form, part, filename, format, group_number, group_name, municipality, kind,
                        start_date, period_from, period_to, plan, industry_free, sponsor, attested_by, number_key,
                        name_key, stands_at)
SELECT m.id, f.key, f.value ->> '$.form', f.value ->> '$.source.part', f.value ->> '$.source.filename',
       f.value ->> '$.source.format', f.value ->> '$.group.number', f.value ->> '$.group.name',
       f.value ->> '$.group.municipality', coalesce(f.value ->> '$.group.kind', 'smagruppe'),
       f.value ->> '$.start_date', f.value ->> '$.period.from', f.value ->> '$.period.to', f.value ->> '$.plan',
       CASE WHEN m.reading ->> '$.note.industry_free' = 0 THEN 0
            ELSE coalesce(f.value ->> '$.industry_free', m.reading ->> '$.note.industry_free') END,
       f.value ->> '$.sponsor', f.value ->> '$.attested_by',
       number_key(f.value ->> '$.group.number'), fold(f.value ->> '$.group.name'),
       m.sent_at || ' ' || m.sha256 || ' ' || printf('%03d', f.key)
FROM message m, json_each(m.reading, '$.forms') f
WHERE m.id = :message;

INSERT INTO submission_officer (submission, role, name, hpr, email)
SELECT s.id, o.key, o.value ->> '$.name', o.value ->> '$.hpr', lower(o.value ->> '$.email')
FROM message m
JOIN json_each(m.reading, '$.forms') f
JOIN submission s ON s.message = m.id AND s.position = f.key
JOIN json_each(f.value) o ON o.key IN ('leader', 'secretary')
WHERE m.id = :message;

INSERT INTO submission_participant (submission, position, name, name_key, hpr, email, specialty, profession, workplace)
SELECT s.id, p.key, p.value ->> '$.name', fold(p.value ->> '$.name'), p.value ->> '$.hpr',
       lower(p.value ->> '$.email'), p.value ->> '$.specialty', p.value ->> '$.profession', p.value ->> '$.workplace'
FROM message m
JOIN json_each(m.reading, '$.forms') f
JOIN submission s ON s.message = m.id AND s.position = f.key
JOIN json_each(f.value, '$.participants') p
WHERE m.id = :message;

INSERT INTO submission_meeting (submission, position, date, start, end, minutes, hours, place, topic, lecturer)
SELECT s.id, t.key, t.value ->> '$.date', t.value ->> '$.start', t.value ->> '$.end', t.value ->> '$.minutes',
       t.value ->> '$.hours', t.value ->> '$.place', t.value ->> '$.topic', t.value ->> '$.lecturer'
FROM message m
JOIN json_each(m.reading, '$.forms') f
JOIN submission s ON s.message = m.id AND s.position = f.key
JOIN json_each(f.value, '$.meetings') t
WHERE m.id = :message;

INSERT INTO submission_present (submission, meeting, participant)
SELECT DISTINCT s.id, t.key, p.value
FROM message m
JOIN json_each(m.reading, '$.forms') f
JOIN submission s ON s.message = m.id AND s.position = f.key
JOIN json_each(f.value, '$.meetings') t
JOIN json_each(t.value, '$.present') p
WHERE m.id = :message;

INSERT INTO submission_change (submission, position, change, name, hpr, email, specialty, profession, date)
SELECT s.id, c.key, c.value ->> '$.change', c.value ->> '$.person.name', c.value ->> '$.person.hpr',
       lower(c.value ->> '$.person.email'), c.value ->> '$.person.specialty',
       c.value ->> '$.person.profession', c.value ->> '$.date'
FROM message m
JOIN json_each(m.reading, '$.forms') f
JOIN submission s ON s.message = m.id AND s.position = f.key
JOIN json_each(f.value, '$.changes') c
WHERE m.id = :message;
