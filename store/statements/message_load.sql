-- Loads a checked reading (store/reading.c) into the tables; what was loaded before of this message goes.

UPDATE message
SET reading = :reading,
    kind = :reading ->> '$.kind',
    message_id = :reading ->> '$.message.id',
    sender = lower(:reading ->> '$.message.from.email'),
    sender_name = :reading ->> '$.message.from.name',
    subject = :reading ->> '$.message.subject',
    sent_at = min(received_at,
                  coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', :reading ->> '$.message.date'), received_at)),
    automatic = coalesce(:reading ->> '$.message.automatic', 0),
    -- Only our own receiving server is believed. Where the sender's domain has no policy, a refused server without a
    -- valid signature is enough.
    forged = coalesce(lower(:reading ->> '$.message.authentication.server') = lower(:authserv_id)
                      AND CASE coalesce(lower(:reading ->> '$.message.authentication.dmarc'), 'none')
                              WHEN 'fail' THEN 1
                              WHEN 'none' THEN lower(:reading ->> '$.message.authentication.spf') IS 'fail'
                                               AND lower(:reading ->> '$.message.authentication.dkim') IS NOT 'pass'
                              ELSE 0 END, 0)
WHERE id = :message;

DELETE FROM unread_part WHERE message = :message;
INSERT INTO unread_part (message, position, part, filename, format, place, why)
SELECT :message, key, value ->> '$.part', value ->> '$.filename', value ->> '$.format', value ->> '$.where',
       value ->> '$.why'
FROM json_each(:reading, '$.unread');

DELETE FROM submission WHERE message = :message;
INSERT INTO submission (message, position, form, part, filename, format, group_number, group_name, municipality, kind,
                        start_date, period_from, period_to, plan, industry_free, sponsor, attested_by, number_key,
                        name_key, stands_at)
SELECT m.id, f.key, f.value ->> '$.form', f.value ->> '$.source.part', f.value ->> '$.source.filename',
       f.value ->> '$.source.format', f.value ->> '$.group.number', f.value ->> '$.group.name',
       f.value ->> '$.group.municipality', coalesce(f.value ->> '$.group.kind', 'smagruppe'),
       f.value ->> '$.start_date', f.value ->> '$.period.from', f.value ->> '$.period.to', f.value ->> '$.plan',
       f.value ->> '$.industry_free', f.value ->> '$.sponsor', f.value ->> '$.attested_by',
       number_key(f.value ->> '$.group.number'), fold(f.value ->> '$.group.name'),
       m.sent_at || ' ' || m.sha256 || ' ' || printf('%03d', f.key)
FROM message m, json_each(:reading, '$.forms') f
WHERE m.id = :message;

INSERT INTO submission_officer (submission, role, name, hpr, email)
SELECT s.id, o.key, o.value ->> '$.name', o.value ->> '$.hpr', lower(o.value ->> '$.email')
FROM json_each(:reading, '$.forms') f
JOIN submission s ON s.message = :message AND s.position = f.key
JOIN json_each(f.value) o ON o.key IN ('leader', 'secretary');

INSERT INTO submission_participant (submission, position, name, name_key, hpr, email, specialty, profession, workplace)
SELECT s.id, p.key, p.value ->> '$.name', fold(p.value ->> '$.name'), p.value ->> '$.hpr',
       lower(p.value ->> '$.email'), p.value ->> '$.specialty', p.value ->> '$.profession', p.value ->> '$.workplace'
FROM json_each(:reading, '$.forms') f
JOIN submission s ON s.message = :message AND s.position = f.key
JOIN json_each(f.value, '$.participants') p;

INSERT INTO submission_meeting (submission, position, date, start, end, minutes, hours, place, topic, lecturer)
SELECT s.id, t.key, t.value ->> '$.date', t.value ->> '$.start', t.value ->> '$.end', t.value ->> '$.minutes',
       t.value ->> '$.hours', t.value ->> '$.place', t.value ->> '$.topic', t.value ->> '$.lecturer'
FROM json_each(:reading, '$.forms') f
JOIN submission s ON s.message = :message AND s.position = f.key
JOIN json_each(f.value, '$.meetings') t;

INSERT INTO submission_present (submission, meeting, participant)
SELECT DISTINCT s.id, t.key, p.value
FROM json_each(:reading, '$.forms') f
JOIN submission s ON s.message = :message AND s.position = f.key
JOIN json_each(f.value, '$.meetings') t
JOIN json_each(t.value, '$.present') p;

INSERT INTO submission_change (submission, position, change, name, hpr, email, specialty, profession, date)
SELECT s.id, c.key, c.value ->> '$.change', c.value ->> '$.person.name', c.value ->> '$.person.hpr',
       lower(c.value ->> '$.person.email'), c.value ->> '$.person.specialty',
       c.value ->> '$.person.profession', c.value ->> '$.date'
FROM json_each(:reading, '$.forms') f
JOIN submission s ON s.message = :message AND s.position = f.key
JOIN json_each(f.value, '$.changes') c;
